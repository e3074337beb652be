// What a question costs in Swift: `Bench [floor] [cold_open]`, one line of JSON for each measurement.

import Foundation
import Placet
import PlacetFFI

let users = 100_000
let rounds = 9

func policy(purposes: Int) -> String {
  var text = """
    [policy]
    id = "bench"
    version = "1"
    effective_from = 2020-01-01
    contact = { privacy = "privacy@bench.example" }

    """
  for number in 0..<purposes {
    text += "\n[purposes.\"marketing.p\(number)\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\"]\n"
  }
  return text
}

/// Numbers that are the same in each run (SplitMix64).
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// Nanoseconds of each of many calls.
func nanoseconds(_ calls: Int, _ work: () throws -> Void) rethrows -> Double {
  let start = DispatchTime.now().uptimeNanoseconds
  try work()
  return Double(DispatchTime.now().uptimeNanoseconds - start) / Double(calls)
}

func median(_ numbers: [Double]) -> Double {
  numbers.sorted()[numbers.count / 2]
}

func say(_ what: String, _ measured: Double, _ unit: String, target: String? = nil) {
  let target = target.map { ",\"target\":\"\($0)\"" } ?? ""
  print("{\"what\":\"\(what)\",\"measured\":\(measured),\"unit\":\"\(unit)\"\(target)}")
}

/// `canProcess` to a call of C that does nothing with its two strings, for random users and for one; rounds of both take turns.
func floor() async throws {
  let engine = try Engine.open(policy(purposes: 12), "memory:")
  for number in 0..<users where number % 2 == 0 {
    try await engine.update("user-\(number)", birthdate: "1990-05-01", residence: "DE", account: "active")
    try await engine.grant("user-\(number)", "marketing.p\(number % 12)")
  }
  let (ratio, time) = try compared(engine, users: users)
  say(
    "`canProcess` in Swift, \(users) users × 12 purposes, random, ÷ an empty call of C with two strings", ratio,
    "times", target: "≤ 3")
  say("the same in time", time, "ns")
  let (alone, quick) = try compared(engine, users: 1)
  say("the same of one user, as on a phone", alone, "times")
  say("the same in time", quick, "ns")
}

/// The ratio of the question to the empty call, and the time of the question in nanoseconds, for random ones of so many users.
func compared(_ engine: Engine, users: Int) throws -> (Double, Double) {
  var random = Random(state: 1)
  let asked = (0..<1_000_000).map { _ in
    ("user-\(Int.random(in: 0..<users, using: &random))", "marketing.p\(Int.random(in: 0..<12, using: &random))")
  }
  var (questions, empties, allowed, sum) = ([Double](), [Double](), 0, Int32(0))
  for _ in 0..<rounds {
    questions.append(
      try nanoseconds(asked.count) {
        for (user, purpose) in asked where try engine.canProcess(user, purpose) { allowed += 1 }
      })
    empties.append(
      nanoseconds(asked.count) {
        for (user, purpose) in asked {
          let answer = user.utf8.withContiguousStorageIfAvailable { u in
            purpose.utf8.withContiguousStorageIfAvailable { p in
              placet_floor(1, u.baseAddress, u.count, p.baseAddress, p.count)
            }
          }
          sum &+= answer.flatMap { $0 } ?? 0
        }
      })
  }
  precondition(allowed > 0 && sum != 0, "nothing was asked")
  return (median(zip(questions, empties).map { $0 / $1 }), median(questions))
}

/// From nothing to the first answer: opens a store with one user, and asks.
func coldOpen() async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("placet-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let store = folder.appendingPathComponent("ledger.sqlite").path
  let largest = CommandLine.arguments.last { $0.hasSuffix(".toml") } ?? "examples/policies/masterfully.toml"
  let purpose = "marketing.email"
  let first = try Engine.open(largest, store)
  try await first.update("ada", birthdate: "1990-05-01", residence: "DE", account: "active")
  first.close()
  var times: [Double] = []
  for _ in 0..<rounds {
    times.append(
      try nanoseconds(1) {
        let engine = try Engine.open(largest, store)
        let allowed = try engine.canProcess("ada", purpose)
        precondition(!allowed, "nobody consented")
        engine.close()
      } / 1_000_000)
  }
  say("from opening to the first answer in Swift, one user, the largest example policy", median(times), "ms")
}

let names = CommandLine.arguments.dropFirst().filter { !$0.hasSuffix(".toml") }
if names.isEmpty || names.contains("floor") { try await floor() }
if names.isEmpty || names.contains("cold_open") { try await coldOpen() }
