/// The version of this software.
package enum ServerVersion {
    /// The version of the original's interfaces that this one speaks: what packages compare their `osVersion` with.
    package static let current = "0.4.0-beta.10"

    /// The OS versions whose packages run here (ExVer range).
    package static let packageCompatibility = ">=0.3.0:0 <=0.4.0-beta.10:0"
}
