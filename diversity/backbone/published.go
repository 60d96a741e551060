package backbone

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/regular"
)

// Published names a file of weights that somebody has trained for a backbone: in the safetensors format, or as PyTorch
// 1.6 and later save a state dict (.pt, .pth). The tensors have the names that torchvision, timm or the authors of the
// network gave them. The head on top is left out. [OpenPublished] makes one of a file.
//
// What names results is the digest, not the path: a file may be elsewhere on another machine.
type Published struct {
	File   string `json:"file"`          // its path
	SHA256 string `json:"sha256"`        // of its content, 64 hexadecimal digits
	Use    Use    `json:"use,omitempty"` // "" means StartAndReference
}

// Use says what published weights are for in a study.
type Use string

// The uses.
const (
	// StartAndReference lets every pre-training start from the weights, and measures the network as it was published.
	StartAndReference Use = ""
	// ReferenceOnly measures the network as it was published; pre-training starts from random weights.
	ReferenceOnly Use = "reference"
)

// maxPublished bounds the files that are read.
const maxPublished = 16 << 30

// OpenPublished computes the digest of a file of weights, and makes its path absolute. It does not look into the file:
// what does not fit the backbone is told before anything is computed. Errors are those of the file.
func OpenPublished(path string) (p Published, err error) {
	file, err := regular.Open(path)
	if err != nil {
		return Published{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return Published{}, err
	}
	if info.Size() > maxPublished {
		return Published{}, fmt.Errorf("%s: %w: %d bytes, allowed: at most %d", path, regular.ErrSize, info.Size(),
			int64(maxPublished))
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, io.LimitReader(file, maxPublished)); err != nil {
		return Published{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Published{}, err
	}
	return Published{File: path, SHA256: hex.EncodeToString(digest.Sum(nil))}, nil
}

// Set reports whether there are any.
func (p Published) Set() bool { return p != Published{} }

// Starts reports whether pre-training starts from the weights.
func (p Published) Starts() bool { return p.Set() && p.Use == StartAndReference }

// Validate returns an error wrapping [diversity.ErrInvalid] that names the field; the zero value is valid.
func (p Published) Validate() error {
	switch {
	case !p.Set():
		return nil
	case p.File == "":
		return diversity.Invalid("Published.File", `""`, "the path of a file of weights")
	case !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(p.SHA256):
		return diversity.Invalid("Published.SHA256", fmt.Sprintf("%.80q", p.SHA256),
			"64 hexadecimal digits in lower case, as backbone.OpenPublished(file) computes them")
	case p.Use != StartAndReference && p.Use != ReferenceOnly:
		return diversity.Invalid("Published.Use", fmt.Sprintf("%.80q", p.Use), `"" or "reference"`)
	}
	return nil
}

// Fields are the file and what it is for.
func (p Published) Fields() []display.Field {
	use := "start of every run, and reference"
	if p.Use == ReferenceOnly {
		use = "reference only"
	}
	return []display.Field{
		{Name: "published weights", Value: filepath.Base(p.File)}, {Name: "SHA-256", Value: display.Hash(p.SHA256)},
		{Name: "use", Value: use},
	}
}
