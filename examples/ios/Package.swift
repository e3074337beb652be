// swift-tools-version: 6.0
// A privacy screen in SwiftUI on `Placet`.

import PackageDescription

let package = Package(
  name: "PrivacySettings",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [.library(name: "PrivacySettings", targets: ["PrivacySettings"])],
  dependencies: [.package(name: "Placet", path: "../../bindings/mobile/swift")],
  targets: [
    .target(
      name: "PrivacySettings", dependencies: [.product(name: "Placet", package: "Placet")],
      resources: [.copy("policy.toml")]),
    .testTarget(name: "PrivacySettingsTests", dependencies: ["PrivacySettings"]),
  ],
  swiftLanguageModes: [.v6]
)
