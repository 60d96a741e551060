package torchfile

import (
	"errors"
	"io"
	"strings"
)

// saveAgain is what to do about a file of another kind.
const saveAgain = `read it where it comes from and write its tensors again, in Python: ` +
	`torch.save(torch.load("OLD", map_location="cpu", weights_only=True), "NEW")`

// kindOf refuses what is no zip archive, with the name of what it is.
func kindOf(r io.ReaderAt) error {
	start := make([]byte, 512)
	n, err := r.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch text := string(start[:n]); {
	case strings.HasPrefix(text, "PK\x03\x04"):
		return nil
	case len(text) > 2 && text[0] == 0x80 && text[1] <= 5:
		return invalid("a pickle without an archive around, as torch.save wrote before PyTorch 1.6: %s", saveAgain)
	case n > 262 && text[257:262] == "ustar" || strings.HasPrefix(text, "sys_info") || strings.HasPrefix(text, "pickle\x00"):
		return invalid("a tar archive, as torch.save wrote before PyTorch 0.1.10: %s", saveAgain)
	}
	return invalid("no zip archive: it begins with %.40q", start[:n])
}
