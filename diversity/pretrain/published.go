package pretrain

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/internal/torchfile"
)

// Published returns the network of the published weights that the options name, as it was published.
func (t *Trainer) Published() (*Network, error) {
	if t.start == nil {
		return nil, diversity.Invalid("Options.Published", "none", "a file of weights, see backbone.OpenPublished")
	}
	return &Network{trainer: t, weights: clone(t.start)}, nil
}

// LoadPublished reads a file of weights that others have trained, in the safetensors format or as PyTorch 1.6 and later
// save a state dict: numbers of 16, 32 or 64 bits, under the names of torchvision or timm, those of
// EfficientNet-PyTorch for the EfficientNet, or those that [Architecture.Published] translates. Left out are "module."
// before all names, as DataParallel writes it, the counters num_batches_tracked and the tensors of a head. Nothing in a
// file is ever run.
//
// The error wraps [ErrWeights] and names what is missing, what is too many and what has another shape, the first 20 and
// the count; or it is that of the file. It names the path.
func (t *Trainer) LoadPublished(path string) (*Network, error) {
	weights, err := t.loadPublished(path, "")
	if err != nil {
		return nil, err
	}
	return &Network{trainer: t, weights: weights}, nil
}

// readPublished reads the weights that the options name.
func (t *Trainer) readPublished() (err error) {
	if p := t.options.Published; p.Set() {
		t.start, err = t.loadPublished(p.File, p.SHA256)
	}
	return err
}

// loadPublished returns the tensors of the layout from a file, whose digest is compared unless it is "".
func (t *Trainer) loadPublished(path, digest string) ([]Tensor, error) {
	content, err := readTensors(path, digest)
	if errors.Is(err, safetensors.ErrFormat) || errors.Is(err, torchfile.ErrFormat) {
		err = fmt.Errorf("%w: %w", ErrWeights, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	weights, err := t.translated(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return weights, nil
}

// readTensors reads a file of either format.
func readTensors(path, digest string) (content safetensors.Content, err error) {
	file, err := regular.Open(path)
	if err != nil {
		return content, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := checkDigest(file, digest); err != nil {
		return content, err
	}
	if isSafetensors(file) {
		return safetensors.ReadAnyFile(file)
	}
	return torchfile.ReadFile(file)
}

func checkDigest(file *os.File, want string) error {
	if want == "" {
		return nil
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return err
	}
	if have := hex.EncodeToString(digest.Sum(nil)); have != want {
		return fmt.Errorf("%w: another file: its SHA-256 is %s, Published.SHA256 is %s", ErrWeights, have, want)
	}
	return nil
}

// isSafetensors reports whether the ninth byte begins a JSON object, after the length of the header.
func isSafetensors(file io.ReaderAt) bool {
	start := make([]byte, 9)
	n, _ := file.ReadAt(start, 0)
	return n == len(start) && start[8] == '{' && string(start[5:8]) == "\x00\x00\x00"
}

// counter is the end of the names of batch normalisation's counters of updates, which nothing here needs.
const counter = "num_batches_tracked"

// translated puts published tensors in the order of the layout.
func (t *Trainer) translated(content safetensors.Content) ([]Tensor, error) {
	m := matching{named: map[string]safetensors.Tensor{}}
	m.take(content, t.names)
	var weights []Tensor
	for _, p := range t.layout() {
		tensor, have := m.named[p.Name]
		delete(m.named, p.Name)
		switch {
		case !have:
			m.missing = append(m.missing, fmt.Sprintf("%q %v", p.Name, p.Dims))
		case !slices.Equal(tensor.Shape, p.Dims):
			m.misshapen = append(m.misshapen, fmt.Sprintf("%q %v, want %v", tensor.Name, tensor.Shape, p.Dims))
		}
		weights = append(weights, Tensor{p.Name, slices.Clone(p.Dims), tensor.Data})
	}
	if err := m.err(); err != nil {
		return nil, err
	}
	if name := notFinite(weights); name != "" {
		return nil, fmt.Errorf("%w: the tensor %q holds values that are not finite", ErrWeights, name)
	}
	return weights, nil
}

// matching compares the tensors of a file with those of a network.
type matching struct {
	named                           map[string]safetensors.Tensor // by the network's names
	missing, superfluous, misshapen []string                      // in words
}

// take gives the tensors of a file the network's names.
func (m *matching) take(content safetensors.Content, translate func(string) string) {
	if translate == nil {
		translate = withoutHead
	}
	prefix := commonPrefix(content)
	for _, tensor := range content.Tensors {
		own := translate(strings.TrimPrefix(tensor.Name, prefix))
		if own == "" || strings.HasSuffix(own, counter) {
			continue
		}
		if _, taken := m.named[own]; taken {
			m.superfluous = append(m.superfluous, fmt.Sprintf("%q (a second %q)", tensor.Name, own))
			continue
		}
		m.named[own] = tensor
	}
	for _, name := range content.Integers {
		if !strings.HasSuffix(name, counter) {
			m.superfluous = append(m.superfluous, fmt.Sprintf("%q (of whole numbers)", name))
		}
	}
}

// commonPrefix is what PyTorch's DataParallel writes before all names, if it is there.
func commonPrefix(content safetensors.Content) string {
	const prefix = "module."
	for _, tensor := range content.Tensors {
		if !strings.HasPrefix(tensor.Name, prefix) {
			return ""
		}
	}
	return prefix
}

// shownTensors is how many tensors an error names.
const shownTensors = 20

// err names what does not fit; what is left of the named tensors belongs to nothing.
func (m *matching) err() error {
	for _, tensor := range m.named {
		m.superfluous = append(m.superfluous, fmt.Sprintf("%q %v", tensor.Name, tensor.Shape))
	}
	slices.Sort(m.superfluous)
	var parts []string
	left := shownTensors
	for _, kind := range []struct {
		what string
		list []string
	}{{"missing", m.missing}, {"too many", m.superfluous}, {"of another shape", m.misshapen}} {
		if count := len(kind.list); count > 0 {
			shown := kind.list[:min(left, count)]
			left -= len(shown)
			text := fmt.Sprintf("%d %s: %s", count, kind.what, strings.Join(shown, ", "))
			if len(shown) < count {
				text += fmt.Sprintf(" and %d more", count-len(shown))
			}
			parts = append(parts, text)
		}
	}
	if parts == nil {
		return nil
	}
	return fmt.Errorf("%w: tensors %s", ErrWeights, strings.Join(parts, "; "))
}
