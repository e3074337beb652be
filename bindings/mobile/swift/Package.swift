// swift-tools-version: 6.0
// The Swift package `Placet`. Generated code and the Rust library come from `cargo xtask`, see README.md.

import PackageDescription

// on Apple's systems the library comes as an XCFramework, which `cargo xtask package apple` makes; elsewhere it is linked from a folder
#if os(macOS)
  let library = Target.binaryTarget(name: "PlacetFFI", path: "PlacetFFI.xcframework")
#else
  let library = Target.systemLibrary(name: "PlacetFFI", path: "Sources/PlacetFFI")
#endif

// `cargo xtask` sets this where the library holds what the runner of the vectors needs; that of users does not
let isTested = Context.environment["PLACET_VECTORS"] != nil
let programs: [Target] = [
  .executableTarget(name: "Conformance", dependencies: ["Placet", "PlacetNative"], path: "Tests/Conformance"),
  // README.md's own, which `cargo xtask` puts there
  .executableTarget(name: "Readme", dependencies: ["Placet"], path: "Tests/Readme"),
]

// nor does it hold what the benchmarks divide by
let isMeasured = Context.environment["PLACET_BENCH"] != nil
let bench = Target.executableTarget(name: "Bench", dependencies: ["Placet", "PlacetFFI"], path: "Benches")

let package = Package(
  name: "Placet",
  platforms: [.iOS(.v15), .macOS(.v12)],
  products: [.library(name: "Placet", targets: ["Placet"])],
  targets: [
    library,
    // what is generated, with what it needs; users see it through `Placet` only
    .target(name: "PlacetNative", dependencies: ["PlacetFFI"]),
    .target(name: "Placet", dependencies: ["PlacetNative", "PlacetFFI"]),
    .testTarget(name: "PlacetTests", dependencies: ["Placet", "Writer"]),
    // a process that the tests kill
    .executableTarget(name: "Writer", dependencies: ["Placet"], path: "Tests/Writer"),
  ] + (isTested ? programs : []) + (isMeasured ? [bench] : []),
  swiftLanguageModes: [.v6]
)
