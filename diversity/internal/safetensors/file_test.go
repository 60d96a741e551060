package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/internal/regular"
)

func TestReadFile(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, []Tensor{{"w", []int{2, 2}, []float32{1, 2, 3, 4}}}, nil); err != nil {
		t.Fatal(err)
	}
	good := out.Bytes()
	head := good[:len(good)-16]
	path := filepath.Join(t.TempDir(), "network")
	long := binary.LittleEndian.AppendUint64(nil, 90_000_000)
	for name, c := range map[string]struct {
		text []byte
		size int64 // of the file, which is sparse beyond the text
		want string
	}{
		"sound":              {good, int64(len(good)), ""},
		"empty":              {nil, 0, "within its header, after 0 bytes"},
		"a tebibyte":         {good, 1 << 40, "it has 1099511627776 bytes, its header says"},
		"a tebibyte of zero": {nil, 1 << 40, ""},
		"no values":          {head, int64(len(head)), "its header says"},
		"a long header":      {long, 8, "a header of 90000000 bytes, but the file has 8"},
	} {
		if err := errors.Join(os.WriteFile(path, c.text, 0o600), os.Truncate(path, c.size)); err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		list, _, err := ReadFile(path)
		if name == "sound" {
			if err != nil || len(list) != 1 || list[0].Data[3] != 4 {
				t.Errorf("%s: %v, %v", name, list, err)
			}
		} else if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if time.Since(started) > 10*time.Second {
			t.Errorf("%s took %v", name, time.Since(started))
		}
	}
	if _, _, err := ReadFile(t.TempDir()); !errors.Is(err, regular.ErrKind) {
		t.Errorf("a directory: %v", err)
	}
}
