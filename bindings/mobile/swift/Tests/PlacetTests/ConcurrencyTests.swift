// Tasks: some ask while others act, from the main actor too, and a task that is cancelled.

import Foundation
import Placet
import Testing

@Suite struct ConcurrencyTests {
  @Test func whoAsksSeesEveryAnswerWholeWhileAnotherTaskActs() async throws {
    let folder = try Folder()
    let engine = try Engine.open(policy, folder.store)
    try await adult(engine)
    let rounds = 100
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        for _ in 0..<rounds {
          try await engine.grant("ada", email)
          // what an act returned after is seen by whoever asks then
          #expect(try engine.canProcess("ada", email))
          try await engine.withdraw("ada", email)
          #expect(try !engine.canProcess("ada", email))
        }
        return 0
      }
      for _ in 0..<2 {
        group.addTask {
          var asked = 0
          while asked < 20_000 {
            let decision = try engine.decide("ada", email)
            #expect(decision.allowed ? decision.reasons.isEmpty : decision.reason?.hasPrefix("consent_") == true)
            _ = try engine.canProcess("ada", email)
            asked += 1
          }
          return asked
        }
      }
      let asked = try await group.reduce(0, +)
      #expect(asked == 40_000)
    }
    let found = try await engine.verify()
    #expect(found.events == Int64(2 * rounds + 1) && found.users == 1)
  }

  @Test func actsOfManyTasksAreAllRecorded() async throws {
    let folder = try Folder()
    let engine = try Engine.open(policy, folder.store)
    let positions = try await withThrowingTaskGroup(of: Int64.self) { group in
      for number in 0..<200 {
        group.addTask { try await engine.update("user \(number)", age: 30, account: "active").position }
      }
      return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
    }
    #expect(positions == Set(1...200))
    #expect(try await engine.verify().users == 200)
  }

  @Test @MainActor func theMainActorAsksWhileAnotherTaskActs() async throws {
    let engine = try opened()
    try await adult(engine)
    let acting = Task.detached {
      for _ in 0..<200 {
        try await engine.grant("ada", email)
        try await engine.withdraw("ada", email)
      }
    }
    var asked = 0
    while asked < 5_000 {
      _ = try engine.canProcess("ada", email)
      asked += 1
    }
    try await acting.value
    #expect(asked == 5_000)
    #expect(try engine.decide("ada", email).reason == "consent_withdrawn")
  }

  @Test func aWithdrawalIsCarriedOutThoughItsTaskIsCancelled() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.grant("ada", email)
    let screen = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      #expect(Task.isCancelled)
      return try await engine.withdraw("ada", email)
    }
    let receipt = try await screen.value
    #expect(receipt.position == 3)
    #expect(try !engine.canProcess("ada", email))
  }

  @Test func manyEnginesAtOnce() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask {
          let engine = try opened()
          try await adult(engine, "user \(number)")
          try await engine.grant("user \(number)", email)
          return try engine.canProcess("user \(number)", email)
        }
      }
      for try await allowed in group { #expect(allowed) }
    }
  }
}
