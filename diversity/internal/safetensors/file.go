package safetensors

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"tradeoff/diversity/internal/regular"
)

// ReadFile is [Read] for a file on the disk. What its header says is compared with its size before its values are read,
// so that a file which claims or has too much costs neither memory nor time. Errors are those of [Read] and of opening
// a file, see package regular.
func ReadFile(path string) (tensors []Tensor, metadata map[string]string, err error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	content, err := readFile(file, Float32)
	return content.Tensors, content.Metadata, err
}

// ReadAnyFile is [ReadAny] for an open file, which is checked as by [ReadFile].
func ReadAnyFile(file *os.File) (Content, error) { return readFile(file, "") }

func readFile(file *os.File, only Type) (Content, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Content{}, err
	}
	if err := checkSize(file, only); err != nil {
		return Content{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Content{}, err
	}
	return read(file, only)
}

// checkSize compares the size of a file with what its header says of it.
func checkSize(file *os.File, only Type) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	length := make([]byte, lengthSize)
	if _, err := io.ReadFull(file, length); err != nil {
		return short(err, info.Size())
	}
	size := binary.LittleEndian.Uint64(length)
	if size > maxHeader || int64(size) > info.Size() {
		return invalid("a header of %d bytes, but the file has %d, and at most %d are allowed", size, info.Size(), maxHeader)
	}
	head := make([]byte, size)
	if _, err := io.ReadFull(file, head); err != nil {
		return short(err, info.Size())
	}
	entries, _, err := parse(head, only)
	if err != nil {
		return err
	}
	end := 0
	for _, e := range entries {
		end = max(end, e.end)
	}
	if want := int64(lengthSize) + int64(size) + int64(end); want != info.Size() {
		return invalid("it has %d bytes, its header says %d", info.Size(), want)
	}
	return nil
}

// short is the error of a file that ends within its header.
func short(err error, size int64) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return invalid("it ends within its header, after %d bytes", size)
	}
	return err
}
