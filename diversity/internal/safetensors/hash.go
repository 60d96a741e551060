package safetensors

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Hash is the hexadecimal SHA-256 of names, shapes and values of tensors in their order.
func Hash(tensors []Tensor) string {
	digest := sha256.New()
	for _, t := range tensors {
		fmt.Fprintf(digest, "%s%v\n", t.Name, t.Shape)
		digest.Write(Bytes(t.Data))
	}
	return hex.EncodeToString(digest.Sum(nil))
}
