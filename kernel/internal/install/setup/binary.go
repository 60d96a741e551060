package setup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"os"

	"tradeoff/kernel/internal/files"
)

// binaryComponent copies the running program: that of `go run` is temporary, and notebooks start workers from it.
func (m *Machine) binaryComponent() Component {
	path := m.Dirs.Kernel()
	return Component{
		Name: "worker program",
		Check: func(context.Context) Status {
			same, err := sameContent(path, m.Self)
			switch {
			case err != nil:
				return absent("notebooks compute with it; " + err.Error())
			case !same:
				return absent("notebooks compute with it; " + path + " is of another version")
			}
			return present(path, "")
		},
		Install: func(_ context.Context, log func(string)) error {
			log("copying this program")
			if err := files.Copy(path, m.Self, 0o755); err != nil {
				return err
			}
			return m.removeOldPrograms()
		},
	}
}

func sameContent(a, b string) (bool, error) {
	sumA, err := digest(a)
	if err != nil {
		return false, err
	}
	sumB, err := digest(b)
	return bytes.Equal(sumA, sumB), err
}

func digest(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return h.Sum(nil), err
}
