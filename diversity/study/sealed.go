package study

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrDamaged is wrapped by errors about files that are torn, altered or not what their name says.
var ErrDamaged = errors.New("study: damaged file")

// sealed is the outer form of every file: the content and its checksum.
type sealed struct {
	Checksum string          `json:"checksum"`
	Content  json.RawMessage `json:"content"`
}

// seal writes a value as a file to be read by humans too.
func seal(content any) ([]byte, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(sealed{checksum(text), text}, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(out, '\n'), nil
}

// unseal reads what seal wrote. The checksum is that of the content without white space, so that re-indenting a file
// does no harm while any other change does. Errors wrap ErrDamaged or, for an intact file of another version, ErrFormat.
func unseal(text []byte, content any) error {
	var file sealed
	if err := decodeStrict(text, &file); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Content); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if sum := checksum(compact.Bytes()); sum != file.Checksum {
		return fmt.Errorf("%w: checksum is %q, the content's is %q", ErrDamaged, file.Checksum, sum)
	}
	if err := checkFormat(compact.Bytes()); err != nil {
		return err
	}
	if err := json.Unmarshal(compact.Bytes(), content); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

func checksum(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}
