package protocol

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// SourceKey is where the metadata of a shown value say which code has shown it, by [SourceDigest]: so that a file tells
// a cell that was changed afterwards.
const SourceKey = "diversity.source"

// SourceDigest is a short text that other code does not have.
func SourceDigest(code string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(code)))
	return fmt.Sprintf("%x", sum[:8])
}
