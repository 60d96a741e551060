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

// A file is sealHead, checksum, sealMiddle, content, sealTail: JSON with a fixed frame, so that reading it takes one pass
// over the content, and every changed byte is noticed.
const (
	sealHead   = `{"checksum":"sha256:`
	sealMiddle = "\",\n\"content\":"
	sealTail   = "}\n"
	sumLength  = 2 * sha256.Size
)

// seal writes a value as a file, for humans with one field of the content on a line.
func seal(content any) ([]byte, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	text = breakLines(text)
	return bytes.Join([][]byte{[]byte(sealHead), checksum(text), []byte(sealMiddle), text, []byte(sealTail)}, nil), nil
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

// unseal reads what seal wrote. Errors wrap ErrDamaged or, for an intact file of another version, ErrFormat.
func unseal(text []byte, content any) error {
	text = asWritten(text)
	head := len(sealHead) + sumLength + len(sealMiddle)
	if err := otherFrame(text); err != nil {
		return err
	}
	if len(text) < head+len(sealTail) {
		return fmt.Errorf("%w: it has only %d bytes", ErrDamaged, len(text))
	}
	if !bytes.HasPrefix(text, []byte(sealHead)) {
		return fmt.Errorf("%w: it does not begin with %s, as what this program writes: another program has written or reformatted it", ErrDamaged, sealHead)
	}
	inside := text[head : len(text)-len(sealTail)]
	sum := text[len(sealHead):][:sumLength]
	if want := checksum(inside); !bytes.Equal(sum, want) {
		return fmt.Errorf("%w: its checksum is %q, that of the content %q", ErrDamaged, sum, want)
	}
	if !bytes.HasPrefix(text, []byte(sealHead)) || !bytes.HasSuffix(text[:head], []byte(sealMiddle)) || !bytes.HasSuffix(text, []byte(sealTail)) {
		return fmt.Errorf("%w: it does not read {checksum, content}", ErrDamaged)
	}
	return decodeContent(inside, content)
}

// asWritten takes back what editors and version control do to texts, and what no text of ours has: a byte order mark, and line ends of
// Windows. The checksum says whether it was no more than that.
func asWritten(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}

// otherFrame returns an error wrapping ErrNewer for a file that has not the frame of this version, but names a newer one.
func otherFrame(text []byte) error {
	if bytes.HasPrefix(text, []byte(sealHead)) {
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
	return checkFormat(fmt.Appendf(nil, `{"format":%d}`, newest))
}

// decodeContent reads intact content. Another version's may not fit this one's types, so a failure is explained by it.
func decodeContent(text []byte, content any) error {
	if result, is := content.(*Result); is && fastResult(text, result) && result.Format == Format {
		return nil
	}
	failed := json.Unmarshal(text, content)
	if versioned, is := content.(interface{ format() int }); is && failed == nil && versioned.format() == Format {
		return nil
	}
	if err := checkFormat(text); errors.Is(err, ErrFormat) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, failed)
}

func (r *Result) format() int    { return r.Format }
func (f *Failure) format() int   { return f.Format }
func (f *studyFile) format() int { return f.Format }

func checksum(text []byte) []byte {
	sum := sha256.Sum256(text)
	return hex.AppendEncode(nil, sum[:])
}
