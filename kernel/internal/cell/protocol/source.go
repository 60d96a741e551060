package protocol

// SourceKey is where the metadata of a shown value say which code has shown it, by a digest of package cell: so that a
// file tells a cell that was changed afterwards.
const SourceKey = "diversity.source"
