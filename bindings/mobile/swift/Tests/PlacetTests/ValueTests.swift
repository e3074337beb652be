// Values of any form: made, read, and as JSON.

import Foundation
import Placet
import Testing

@Suite struct ValueTests {
  private let value: Value = [
    "none": nil, "flag": true, "whole": 9_007_199_254_740_993, "real": 1.5, "text": "a\u{0}é👩‍👩‍👧",
    "list": [1, "two", [:]],
  ]

  @Test func partsAreReadByTheirKind() {
    #expect(value["flag"]?.bool == true && value["whole"]?.int == 9_007_199_254_740_993)
    #expect(value["real"]?.double == 1.5 && value["whole"]?.double == 9_007_199_254_740_992)
    #expect(value["list"]?[1]?.string == "two" && value["list"]?[3] == nil && value["list"]?[-1] == nil)
    #expect(value["list"]?.array?.count == 3 && value["list"]?[2]?.object == [:])
    #expect(value["text"]?.int == nil && value["text"]?["x"] == nil && value["nothing"] == nil)
    #expect(value["none"] == Value.null)
  }

  @Test func jsonBringsTheSameBack() throws {
    let text = try JSONEncoder().encode(value)
    #expect(try JSONDecoder().decode(Value.self, from: text) == value)
    let large = try JSONDecoder().decode(Value.self, from: Data("[18446744073709551615, 1e400]".utf8.prefix(21) + [93]))
    #expect(large[0]?.double == 18_446_744_073_709_551_616)
  }

  @Test func typesAreReadFromIt() throws {
    struct Meeting: Decodable, Equatable {
      var at: Date
      var until: Date
    }
    let value: Value = ["at": "2025-01-15T12:00:00Z", "until": "2025-01-15T12:00:00.250Z"]
    let meeting = try value.decode(Meeting.self)
    #expect(meeting.at == noon && abs(meeting.until.timeIntervalSince(noon) - 0.25) < 0.0005)
    #expect(throws: DecodingError.self) { try (["at": "noon", "until": "later"] as Value).decode(Meeting.self) }
  }
}
