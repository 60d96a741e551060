// Package sealed reads and writes small files of JSON that show when a byte of them was changed:
//
//	{"checksum":"sha256:...",
//	"content":{...}}
//
// The checksum is that of the content's bytes. The content has a field "format" with the version that wrote it, so that
// a file of a newer version is distinguished from a damaged one and left alone.
package sealed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Format is the version of the content that this program writes and reads.
const Format = 1

// MaxBytes bounds what is read of a file.
const MaxBytes = 16 << 20

// Errors about files, to be tested with errors.Is.
var (
	// ErrMissing reports a file that is not there.
	ErrMissing = errors.New("study: not computed yet")
	// ErrDamaged reports a file that is torn, altered or not what its name says.
	ErrDamaged = errors.New("study: damaged file")
	// ErrFormat reports a file that another version of this program wrote.
	ErrFormat = errors.New("study: unknown format version")
	// ErrNewer reports, together with ErrFormat, a file that a newer version of this program wrote.
	ErrNewer = errors.New("a newer version of this program wrote it, and it takes that version to read it")
)

// A file is Head, checksum, middle, content, tail: JSON with a fixed frame, so that reading it takes one pass
// over the content, and every changed byte is noticed.
const (
	Head      = `{"checksum":"sha256:` // begins every file
	middle    = "\",\n\"content\":"
	tail      = "}\n"
	sumLength = 2 * sha256.Size
)

// Seal writes a value as a file, for humans with one field of the content on a line.
func Seal(content any) ([]byte, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	text = breakLines(text)
	return bytes.Join([][]byte{[]byte(Head), checksum(text), []byte(middle), text, []byte(tail)}, nil), nil
}

// breakLines puts a line feed after every comma between the fields of a compact JSON object.
func breakLines(text []byte) []byte {
	out := make([]byte, 0, len(text)+64)
	depth, quoted, escaped := 0, false, false
	for _, b := range text {
		out = append(out, b)
		switch {
		case escaped:
			escaped = false
		case b == '\\':
			escaped = true
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		case b == ',' && depth == 1:
			out = append(out, '\n')
		}
	}
	return out
}

// Unseal reads what Seal wrote into content, in which format is where its version is. Errors wrap ErrDamaged or, for an
// intact file of another version, ErrFormat. Content that reads itself (json.Unmarshaler) is handed the bytes at once.
func Unseal(text []byte, content any, format *int) error {
	text = AsWritten(text)
	head := len(Head) + sumLength + len(middle)
	if err := otherFrame(text); err != nil {
		return err
	}
	if len(text) < head+len(tail) {
		return fmt.Errorf("%w: it has only %d bytes", ErrDamaged, len(text))
	}
	if !bytes.HasPrefix(text, []byte(Head)) {
		return fmt.Errorf("%w: it does not begin with %s, as what this program writes: another program has written or reformatted it",
			ErrDamaged, Head)
	}
	inside := text[head : len(text)-len(tail)]
	sum := text[len(Head):][:sumLength]
	if want := checksum(inside); !bytes.Equal(sum, want) {
		return fmt.Errorf("%w: its checksum is %q, that of the content %q", ErrDamaged, sum, want)
	}
	if !bytes.HasPrefix(text, []byte(Head)) || !bytes.HasSuffix(text[:head], []byte(middle)) ||
		!bytes.HasSuffix(text, []byte(tail)) {
		return fmt.Errorf("%w: it does not read {checksum, content}", ErrDamaged)
	}
	return decode(inside, content, format)
}

// AsWritten takes back what editors and version control do to texts, and what no text of ours has: a byte order mark,
// and line ends of Windows. The checksum says whether it was no more than that.
func AsWritten(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}

// otherFrame returns an error wrapping ErrNewer for a file that has not the frame of this version, but names a newer
// one.
func otherFrame(text []byte) error {
	if bytes.HasPrefix(text, []byte(Head)) {
		return nil
	}
	var file struct {
		Format  int `json:"format"`
		Content struct {
			Format int `json:"format"`
		} `json:"content"`
	}
	newest := 0 // of a file that is no JSON either, which is for others to report
	if json.Unmarshal(text, &file) == nil {
		newest = max(file.Format, file.Content.Format)
	}
	if newest <= Format {
		return nil
	}
	return CheckFormat(fmt.Appendf(nil, `{"format":%d}`, newest))
}

// decode reads intact content. Another version's may not fit this one's types, so a failure is explained by it.
func decode(text []byte, content any, format *int) error {
	failed := readContent(text, content)
	if failed == nil && *format == Format {
		return nil
	}
	if err := CheckFormat(text); errors.Is(err, ErrFormat) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, failed)
}

func readContent(text []byte, content any) error {
	if own, is := content.(json.Unmarshaler); is {
		return own.UnmarshalJSON(text)
	}
	return json.Unmarshal(text, content)
}

// CheckFormat looks at nothing but the version of content, which decides how the rest is to be read.
func CheckFormat(text []byte) error {
	var head struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return err
	}
	if head.Format > Format {
		return fmt.Errorf("%w: %d, this version reads %d: %w", ErrFormat, head.Format, Format, ErrNewer)
	}
	if head.Format != Format {
		return fmt.Errorf("%w: %d, this version reads %d", ErrFormat, head.Format, Format)
	}
	return nil
}

func checksum(text []byte) []byte {
	sum := sha256.Sum256(text)
	return hex.AppendEncode(nil, sum[:])
}
