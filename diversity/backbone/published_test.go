package backbone_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/regular"
)

func ExampleOpenPublished() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "resnet18.pth") // such as one of torchvision's
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	weights, err := backbone.OpenPublished(path)
	fmt.Println(filepath.Base(weights.File), weights.SHA256, weights.Starts(), err)
	// Output:
	// resnet18.pth ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad true <nil>
}

func TestOpenPublishedRefusesWhatIsNoFile(t *testing.T) {
	if _, err := backbone.OpenPublished(t.TempDir()); !errors.Is(err, regular.ErrKind) {
		t.Errorf("a directory: %v", err)
	}
	large := filepath.Join(t.TempDir(), "large")
	if err := errors.Join(os.WriteFile(large, nil, 0o600), os.Truncate(large, 17<<30)); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	if _, err := backbone.OpenPublished(large); !errors.Is(err, regular.ErrSize) {
		t.Errorf("17 GiB: %v", err)
	}
}
