// Stores: files that last, files that are none, engines that are closed, two engines on one file.

import Foundation
import Placet
import Testing

@Suite struct StoreTests {
  @Test func whatWasRecordedIsThereAgain() async throws {
    let folder = try Folder()
    do {
      let engine = try Engine.open(policy, folder.store)
      try await adult(engine)
      try await engine.grant("ada", email)
      engine.close()
    }
    let engine = try Engine.open(policy, folder.store)
    #expect(try engine.canProcess("ada", email))
    #expect(engine.store == folder.store)
    #expect(try await engine.verify().events == 2)
  }

  @Test func filesThatAreNoStoresAreLeftAlone() throws {
    let folder = try Folder()
    let directory = try thrown { try Engine.open(policy, folder.url.path) }
    #expect(directory.code == "store_error" && directory.message.contains("directory; give the path of a file"))
    let missing = try thrown { try Engine.open(policy, "\(folder.url.path)/none/ledger") }
    #expect(missing.message.contains("make it first"))
    let notes = "the notes of another program"
    try notes.write(toFile: folder.store, atomically: true, encoding: .utf8)
    let foreign = try thrown { try Engine.open(policy, folder.store) }
    #expect(foreign.message.contains("another program") && foreign.message.contains("left as it is"))
    guard case .store(_, let path) = foreign else { throw NothingThrown() }
    #expect(path == folder.store)
    #expect(try String(contentsOfFile: folder.store, encoding: .utf8) == notes)
    expectInvalid(try thrown { try Engine.open(policy, "") }, "store", "memory:")
  }

  @Test func aTruncatedFileIsDamagedAndKept() async throws {
    let folder = try Folder()
    let engine = try Engine.open(policy, folder.store)
    try await adult(engine)
    engine.close()
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    let half = whole.prefix(whole.count / 2)
    try half.write(to: URL(fileURLWithPath: folder.store))
    let error = try thrown { try Engine.open(policy, folder.store) }
    #expect(error.code == "integrity_error" && error.message.contains("left as it is"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == half)
  }

  @Test func aStoreOfANewerVersionWantsAnUpdate() async throws {
    let folder = try Folder()
    let engine = try Engine.open(policy, folder.store)
    try await adult(engine)
    engine.close()
    // the number of the form is the application's own word in the head of the file
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    bytes.replaceSubrange(60..<64, with: [0, 0, 3, 231])
    try bytes.write(to: URL(fileURLWithPath: folder.store))
    let error = try thrown { try Engine.open(policy, folder.store) }
    #expect(error.code == "store_error" && error.message.contains("newer version"))
  }

  @Test func aClosedEngineSaysSo() async throws {
    let folder = try Folder()
    let engine = try Engine.open(policy, folder.store)
    try await adult(engine)
    let permit = try engine.require("ada", "analytics.product")
    engine.close()
    engine.close()
    let errors = [
      try thrown { try engine.canProcess("ada", email) },
      try thrown { try engine.canProcessMany(["ada"], email) },
      try thrown { try engine.decide("ada", email) },
      try thrown { try engine.recheck(permit) },
      try thrown { try engine.history("ada") },
      try thrown { try engine.version() },
      try await thrown { try await engine.grant("ada", email) },
      try await thrown { try await engine.verify() },
      try await thrown { try await engine.reload(policy) },
    ]
    for error in errors {
      #expect(error.code == "store_error" && error.message.contains("closed; open it again"))
    }
    #expect(engine.policy == "shop")
  }

  @Test func anEngineThatNobodyHoldsLetsGoOfTheFile() async throws {
    let folder = try Folder()
    let log = "\(folder.store)-wal"
    do {
      let engine = try Engine.open(policy, folder.store)
      try await adult(engine)
      // SQLite removes its log when the last connection is closed
      #expect(FileManager.default.fileExists(atPath: log))
      withExtendedLifetime(engine) {}
    }
    #expect(!FileManager.default.fileExists(atPath: log))
  }

  @Test func twoEnginesOnOneStoreSeeEachOther() async throws {
    let folder = try Folder()
    let one = try Engine.open(policy, folder.store)
    let other = try Engine.open(policy, folder.store)
    try await adult(one)
    #expect(try !other.canProcess("ada", email))
    try await one.grant("ada", email)
    #expect(try other.canProcess("ada", email))
    try await other.withdraw("ada", email)
    #expect(try !one.canProcess("ada", email))
    #expect(try one.decide("ada", email) == other.decide("ada", email))
    #expect(try await one.verify() == other.verify())
  }

  #if !os(iOS)
    @Test func whatAKilledProcessSaidWasDurableIs() async throws {
      let folder = try Folder()
      try await adult(Engine.open(policy, folder.store))
      for round in 1...5 {
        let writer = Process()
        let output = Pipe()
        writer.executableURL = built("Writer")
        writer.arguments = [policy, folder.store]
        writer.standardOutput = output
        try writer.run()
        var said = Data()
        // so many acts, and then in the middle of any
        while said.count(where: { $0 == UInt8(ascii: "\n") }) < 10 * round {
          let more = output.fileHandleForReading.availableData
          try #require(!more.isEmpty, "the writer ended by itself")
          said += more
        }
        kill(writer.processIdentifier, SIGKILL)
        said += output.fileHandleForReading.readDataToEndOfFile()
        writer.waitUntilExit()
        #expect(writer.terminationReason == .uncaughtSignal)
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
        let last = try #require(lines.last.flatMap { Int64($0) })
        let engine = try Engine.open(policy, folder.store)
        let found = try await engine.verify()
        // one act may have been recorded and not said
        #expect(found.events == last || found.events == last + 1)
        let recorded = try #require(try engine.history("ada").last?.act)
        #expect(try engine.canProcess("ada", email) == (recorded == "grant"))
      }
    }
  #endif
}

#if !os(iOS)
  /// A program that was built beside the tests.
  private func built(_ name: String) -> URL {
    #if os(macOS)
      let tests = (Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main).bundleURL
    #else
      let tests = URL(fileURLWithPath: CommandLine.arguments[0])
    #endif
    return tests.deletingLastPathComponent().appendingPathComponent(name)
  }
#endif
