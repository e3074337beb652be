// Runs conformance vectors on the package: `Conformance --policies DIR DIR…`.
//
// The form of vectors and report is described in `core/src/docs/vectors.md`. The report is the same, byte for byte, in every language.

import Foundation
import PlacetNative

/// Runs every case and prints a line for each; gives back how many failed.
func report(_ folders: [String], policies: String) async throws -> Int {
  var (passed, failed) = (0, 0)
  var lines: [String] = []
  for path in folders.flatMap(files(below:)) {
    for given in try cases(path) {
      let id = given["id"]?.string ?? ""
      let run = try Run(given, policies: policies)
      do {
        let steps = try await run.all()
        let digest = sha256(text: run.answers.map { "\($0)\n" }.joined())
        lines.append("ok \(id) \(steps) \(digest.prefix(16))")
        passed += 1
      } catch let what as Unexpected {
        lines.append("FAILED \(id) step \(run.step): \(what.message)")
        failed += 1
      }
    }
  }
  lines.append("\(passed) passed, \(failed) failed")
  print(lines.joined(separator: "\n"))
  return failed
}

var (policies, folders) = ("examples/policies", [String]())
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  if argument == "--policies", let given = arguments.popFirst() {
    policies = given
  } else {
    folders.append(argument)
  }
}
exit(try await report(folders.isEmpty ? ["tests/vectors"] : folders, policies: policies) == 0 ? 0 : 1)
