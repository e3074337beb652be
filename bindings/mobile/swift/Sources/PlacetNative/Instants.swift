// How instants cross the border: as milliseconds since 1970.

import Foundation

/// The milliseconds of an instant. What is out of all range is the nearest that is in it, and the library turns it down.
func milliseconds(_ date: Date) -> Int64 {
  let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
  return Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max)
}
