package device

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tradeoff/diversity/internal/regular"
)

// recordName is the file that makes a directory of the cache an installed plugin: it is written last.
const recordName = "installed.json"

// record describes an installed plugin.
type record struct {
	Name    string `json:"name"`    // package or release
	Version string `json:"version"` // of the package
	Origin  string `json:"origin"`  // where it was downloaded from
	Plugin  string `json:"plugin"`  // path of the shared library, relative to the record
	Size    int64  `json:"size"`    // bytes of the shared library
	SHA256  string `json:"sha256"`  // of the shared library
}

// newRecord measures the shared library at dir/plugin.
func newRecord(dir, plugin string) (record, error) {
	size, sum, err := digest(filepath.Join(dir, plugin))
	return record{Plugin: plugin, Size: size, SHA256: sum}, err
}

func digest(path string) (size int64, sum string, err error) {
	f, err := regular.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, "", err
	}
	return size, hex.EncodeToString(h.Sum(nil)), nil
}

func (r record) write(dir string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return writeSynced(filepath.Join(dir, recordName), append(text, '\n'))
}

// readRecord reads the record of dir and checks it against the shared library: its SHA-256 is computed where the file
// is not the one that was found right before, or if thorough.
func readRecord(dir string, thorough bool) (record, error) {
	path := filepath.Join(dir, recordName)
	text, err := regular.Read(path, maxRecord)
	if err != nil {
		return record{}, err
	}
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return record{}, fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	if !filepath.IsLocal(r.Plugin) {
		return record{}, fmt.Errorf("%w: %s: plugin %q is not a path below the record", ErrDamaged, path, r.Plugin)
	}
	return r, r.check(dir, thorough)
}

func (r record) check(dir string, thorough bool) error {
	path := filepath.Join(dir, r.Plugin)
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if info.Size() != r.Size {
		return fmt.Errorf("%w: %s has %d bytes, its record says %d", ErrDamaged, path, info.Size(), r.Size)
	}
	before, err := newVerdict(path, r.SHA256)
	if err != nil {
		return err
	}
	if !thorough && before.known(dir) {
		return nil
	}
	_, sum, err := digest(path)
	if err != nil {
		return err
	}
	if sum != r.SHA256 {
		return fmt.Errorf("%w: %s has sha256 %s, its record says %s", ErrDamaged, path, sum, r.SHA256)
	}
	_ = before.write(dir) // of the file as it was before it was read: what changes meanwhile is read again
	return nil
}

// writeSynced writes a new file and forces it to the disk.
func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return closeSynced(f, err)
}

// closeSynced syncs and closes f and returns the first error, err before its own.
func closeSynced(f *os.File, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
