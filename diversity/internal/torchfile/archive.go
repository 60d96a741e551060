package torchfile

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"strings"

	"tradeoff/diversity/internal/safetensors"
)

// archive is the zip file.
type archive struct {
	size    int64
	entries map[string]*zip.File // by their names below the archive's own folder
	read    map[string][]byte    // storages, by key
	left    int64                // bytes that entries may still have, so that none is counted twice
	room    int64                // bytes that tensors may still take
}

// Read reads the tensors of a file of so many bytes, see [ReadFile].
func Read(r io.ReaderAt, size int64) (Content, error) {
	a, err := open(r, size)
	if err != nil {
		return Content{}, err
	}
	program, err := a.bytes("data.pkl", maxProgram)
	if err != nil {
		return Content{}, err
	}
	value, err := run(program)
	if err != nil {
		return Content{}, err
	}
	named, err := stateDict(value)
	if err != nil {
		return Content{}, err
	}
	return a.content(named)
}

// open lists the entries.
func open(r io.ReaderAt, size int64) (*archive, error) {
	if err := kindOf(r); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, invalid("the zip archive is torn or altered: %w", err)
	}
	if len(z.File) > maxEntries {
		return nil, invalid("%d entries, allowed: at most %d", len(z.File), maxEntries)
	}
	a := &archive{size: size, entries: map[string]*zip.File{}, read: map[string][]byte{}, left: size}
	a.room = maxSharing * size
	folder := folderOf(z.File)
	for _, entry := range z.File {
		name, within := strings.CutPrefix(entry.Name, folder)
		if a.entries[name] != nil {
			return nil, invalid("two entries %q", entry.Name)
		}
		if within {
			a.entries[name] = entry
		}
	}
	if a.entries["data.pkl"] == nil {
		return nil, invalid("a zip archive without data.pkl, which torch.save writes")
	}
	return a, a.checkOrder()
}

// folderOf is the folder within the archive that has data.pkl, "archive/" as a rule.
func folderOf(entries []*zip.File) string {
	for _, entry := range entries {
		if folder, is := strings.CutSuffix(entry.Name, "data.pkl"); is {
			return folder
		}
	}
	return ""
}

// checkOrder refuses numbers whose first byte is the most significant.
func (a *archive) checkOrder() error {
	if a.entries["byteorder"] == nil {
		return nil
	}
	order, err := a.bytes("byteorder", 16)
	if err == nil && string(order) != "little" {
		err = invalid("its byte order is %q, allowed: \"little\"", order)
	}
	return err
}

// bytes reads an entry of at most so many bytes.
func (a *archive) bytes(name string, limit int64) ([]byte, error) {
	entry := a.entries[name]
	if entry == nil {
		return nil, invalid("it has no entry %q", name)
	}
	if entry.Method != zip.Store || entry.CompressedSize64 != entry.UncompressedSize64 {
		return nil, invalid("the entry %q is compressed, which torch.save does not do: %d bytes for %d", name,
			entry.CompressedSize64, entry.UncompressedSize64)
	}
	if size := entry.UncompressedSize64; size > uint64(limit) || size > uint64(a.left) {
		return nil, invalid("the entry %q has %d bytes, allowed: at most %d", name, size, min(limit, a.left))
	}
	a.left -= int64(entry.UncompressedSize64)
	content, err := entry.Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	out := make([]byte, entry.UncompressedSize64)
	if _, err := io.ReadFull(content, out); err != nil {
		return nil, errors.Join(damaged(name, err), content.Close())
	}
	if _, err := content.Read(make([]byte, 1)); !errors.Is(err, io.EOF) { // it compares the checksum at the end
		return nil, errors.Join(damaged(name, err), content.Close())
	}
	return out, content.Close()
}

// damaged is the error about an entry that cannot be read; that of the disk remains one.
func damaged(name string, err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return err
	}
	return invalid("the entry %q is torn or altered: %w", name, err)
}

// content reads the numbers of tensors.
func (a *archive) content(named []namedTensor) (content Content, err error) {
	for _, n := range named {
		if !n.tensor.storage.kind.Floating() {
			content.Integers = append(content.Integers, n.name)
			continue
		}
		values, err := a.values(n)
		if err != nil {
			return Content{}, err
		}
		content.Tensors = append(content.Tensors, safetensors.Tensor{Name: n.name, Shape: n.tensor.shape, Data: values})
	}
	return content, nil
}

// values are those of a tensor, row by row.
func (a *archive) values(n namedTensor) ([]float32, error) {
	t := n.tensor
	if a.room -= 4 * int64(t.size()); a.room < 0 {
		return nil, invalid("its tensors have more than %d times the size of the file, %d bytes", maxSharing, a.size)
	}
	bytes, have := a.read[t.storage.key]
	if !have {
		var err error
		if bytes, err = a.bytes("data/"+t.storage.key, a.size); err != nil {
			return nil, err
		}
		a.read[t.storage.key] = bytes
	}
	if each := t.storage.kind.Size(); len(bytes)%each != 0 || len(bytes)/each != t.storage.count {
		return nil, invalid("tensor %q: its storage %q has %d bytes, want %d numbers of %d", n.name, t.storage.key,
			len(bytes), t.storage.count, each)
	}
	return t.gather(bytes), nil
}
