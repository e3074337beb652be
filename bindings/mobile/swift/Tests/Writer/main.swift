// Acts on a store until it is killed: `Writer POLICY STORE`. Of each act that is durable it says the position.

import Foundation
import Placet

let engine = try Engine.open(CommandLine.arguments[1], CommandLine.arguments[2])
while true {
  for isGranted in [true, false] {
    let receipt = try await isGranted ? engine.grant("ada", "marketing.email") : engine.withdraw("ada", "marketing.email")
    FileHandle.standardOutput.write(Data("\(receipt.position)\n".utf8))
  }
}
