package torchfile

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity/internal/safetensors"
)

// expected are the tensors of testdata/tensors.pt as PyTorch has them, see testdata/make.py.
func expected(t *testing.T) (want map[string]struct {
	Shape []int
	Data  []any
}) {
	t.Helper()
	text, err := os.ReadFile("testdata/tensors.json")
	if err == nil {
		err = json.Unmarshal(text, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	return want
}

func readPath(path string) (Content, error) {
	file, err := os.Open(path)
	if err != nil {
		return Content{}, err
	}
	defer file.Close()
	return ReadFile(file)
}

// compare compares with the float32 that PyTorch made of each tensor.
func compare(t *testing.T, content Content) {
	t.Helper()
	want := expected(t)
	if len(content.Tensors) != len(want) || !slices.Equal(content.Integers, []string{"num_batches_tracked"}) {
		t.Errorf("%d tensors and %v, want %d and the counter", len(content.Tensors), content.Integers, len(want))
	}
	for _, tensor := range content.Tensors {
		w := want[tensor.Name]
		if !slices.Equal(tensor.Shape, w.Shape) || len(tensor.Data) != len(w.Data) {
			t.Errorf("%s: shape %v with %d values, want %v", tensor.Name, tensor.Shape, len(tensor.Data), w.Shape)
			continue
		}
		for i, v := range tensor.Data {
			number, is := w.Data[i].(float64)
			if !is {
				number = math.Inf(1)
			}
			if v != float32(number) {
				t.Errorf("%s[%d] is %v, want %v", tensor.Name, i, v, number)
			}
		}
	}
}

// TestTensorsOfEveryKind: views with any strides, shared storages, numbers of 16, 32 and 64 bits, no values at all.
func TestTensorsOfEveryKind(t *testing.T) {
	for _, name := range []string{"tensors.pt", "protocol4.pt"} {
		content, err := readPath(filepath.Join("testdata", name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		compare(t, content)
	}
}

// TestSafetensorsOfEveryKind reads the same tensors as the format's own library wrote them.
func TestSafetensorsOfEveryKind(t *testing.T) {
	file, err := os.Open("../safetensors/testdata/types.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := safetensors.ReadAnyFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, content)
	if _, _, err := safetensors.ReadFile(file.Name()); !errors.Is(err, safetensors.ErrFormat) {
		t.Errorf("a file of other types read as one of float32: %v", err)
	}
}

func TestCheckpointHoldsItsStateDict(t *testing.T) {
	content, err := readPath("testdata/checkpoint.pt")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tensor := range content.Tensors {
		names = append(names, tensor.Name)
	}
	if !slices.Equal(names, []string{"weight", "bias", "running_mean", "running_var"}) {
		t.Errorf("tensors %v", names)
	}
}

func TestOtherFilesAreRefusedByName(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tar := make([]byte, 512)
	copy(tar, "sys_info")
	copy(tar[257:], "ustar")
	for path, want := range map[string]string{
		"testdata/old.pt":                     "before PyTorch 1.6",
		"testdata/namespace.pt":               `"argparse.Namespace"`,
		"testdata/module.pt":                  `"torch.nn.modules.linear.Linear"`,
		"testdata/list.pt":                    "it holds a list, want a dict",
		write("tar", string(tar)):             "a tar archive",
		write("empty", ""):                    "no zip archive",
		write("html", "<html>"):               "no zip archive",
		write("zip", "PK\x03\x04and no more"): "torn or altered",
	} {
		if _, err := readPath(path); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// archived is an archive with data.pkl, and data/0 if there is such a storage.
func archived(t testing.TB, program string, stored []byte, method uint16) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, content []byte) {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: method})
		if err == nil {
			_, err = entry.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("data.pkl", []byte(program))
	add("data/0", stored)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// oneTensor is a program for {"w": tensor} of a storage of count float32, with a shape and strides as pickled tuples.
func oneTensor(count uint32, shape, strides string) string {
	number := func(n uint32) string {
		return "J" + string([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)})
	}
	return "\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n" +
		"X\x01\x00\x00\x000X\x03\x00\x00\x00cpu" + number(count) + "tQK\x00" + shape + strides + "\x89}tRs."
}

func TestHostileFilesAreRefused(t *testing.T) {
	two, eight := "K\x02\x85", make([]byte, 8)
	good := oneTensor(2, two, "K\x01\x85")
	if content, err := readBytes(archived(t, good, eight, zip.Store)); err != nil || len(content.Tensors[0].Data) != 2 {
		t.Fatalf("the sound file: %v, %v", content, err)
	}
	torn := archived(t, good, []byte("01234567"), zip.Store)
	torn[bytes.Index(torn, []byte("01234567"))] ^= 1
	// 2^5000 items if it were ever written out
	bomb := "\x80\x02" + "]q\x00" + strings.Repeat("h\x00h\x00\x86q\x00", 5000)
	for want, file := range map[string][]byte{
		"is compressed":                  archived(t, good, eight, zip.Deflate),
		"checksum error":                 torn,
		"has 4 bytes, want 2 numbers":    archived(t, good, eight[:4], zip.Store),
		"does not fit into its storage":  archived(t, oneTensor(2, "K\x03\x85", "K\x01\x85"), eight, zip.Store),
		"with strides [2]":               archived(t, oneTensor(2, two, "K\x02\x85"), eight, zip.Store),
		"and as many strides":            archived(t, oneTensor(2, two, ")"), eight, zip.Store),
		"with strides [0 0]":             archived(t, oneTensor(2, "M\xff\xffM\xff\xff\x86", "K\x00K\x00\x86"), eight, zip.Store),
		"has 8 bytes, want 1000000000":   archived(t, oneTensor(1e9, two, "K\x01\x85"), eight, zip.Store),
		`"posix.system"`:                 archived(t, "\x80\x02cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.", nil, zip.Store),
		`"__builtin__.eval"`:             archived(t, "\x80\x04\x8c\x0b__builtin__\x8c\x04eval\x93.", nil, zip.Store),
		"operation 0x69":                 archived(t, "\x80\x02iposix\nsystem\n.", nil, zip.Store),
		"the pickle protocol 7":          archived(t, "\x80\x07.", nil, zip.Store),
		"a value that is not there":      archived(t, "\x80\x02.", nil, zip.Store),
		"needs 8 more":                   archived(t, "\x80\x02X\x08\x00\x00\x00", nil, zip.Store),
		"needs 4294967295 more":          archived(t, "\x80\x02X\xff\xff\xff\xff", nil, zip.Store),
		"a container that it did not":    archived(t, "\x80\x02t.", nil, zip.Store),
		"which it did not keep":          archived(t, "\x80\x02h\x01.", nil, zip.Store),
		"ends within a name":             archived(t, "\x80\x02cposix", nil, zip.Store),
		"a whole number of 9 bytes":      archived(t, "\x80\x02\x8a\x09.", nil, zip.Store),
		"by what is no text":             archived(t, "\x80\x04))\x93.", nil, zip.Store),
		"more than 262144 values":        archived(t, "\x80\x02"+strings.Repeat("N", 300_000)+".", nil, zip.Store),
		"data.pkl calls what is no":      archived(t, "\x80\x02N)R.", nil, zip.Store),
		"what is no ordered dict":        archived(t, "\x80\x02N}b.", nil, zip.Store),
		"no dict, or a key without":      archived(t, "\x80\x02}(Nu.", nil, zip.Store),
		"not of a storage":               archived(t, "\x80\x02NQ.", nil, zip.Store),
		"it holds a list":                archived(t, bomb+".", nil, zip.Store),
		"its dict has no tensors":        archived(t, "\x80\x02}.", nil, zip.Store),
		"a value that is not there, bef": archived(t, "\x80\x02N(\x85.", nil, zip.Store),
	} {
		_, err := readBytes(file)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func readBytes(file []byte) (Content, error) { return Read(bytes.NewReader(file), int64(len(file))) }

// TestTensorsCannotOutgrowTheFile: many tensors of one storage are refused before they fill the memory.
func TestTensorsCannotOutgrowTheFile(t *testing.T) {
	const count = 1 << 18
	shape := "J\x00\x00\x04\x00\x85"
	view := oneTensor(count, shape, "K\x01\x85")
	var program strings.Builder
	program.WriteString("\x80\x02}")
	for i := range 2000 {
		member := strings.TrimSuffix(strings.TrimPrefix(view, "\x80\x02}"), ".")
		program.WriteString(strings.Replace(member, "X\x01\x00\x00\x00w", fmt.Sprintf("X\x04\x00\x00\x00%04d", i), 1))
	}
	program.WriteString(".")
	file := archived(t, program.String(), make([]byte, 4*count), zip.Store)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readBytes(file)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "more than 4 times the size") {
		t.Errorf("error %v", err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 20*uint64(len(file)) {
		t.Errorf("%d bytes of memory for a file of %d", took, len(file))
	}
}

// TestErrorsOfTheDiskRemain: a file that cannot be read is not called damaged.
func TestErrorsOfTheDiskRemain(t *testing.T) {
	broken := errors.New("no cable")
	if _, err := Read(failing{broken}, 1000); !errors.Is(err, broken) || errors.Is(err, ErrFormat) {
		t.Errorf("error %v", err)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

var _ io.ReaderAt = failing{}

func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.pt")
	if err != nil || len(paths) == 0 {
		f.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) { sound(t, text) })
}

// FuzzProgram changes the program alone, so that no checksum stands before it.
func FuzzProgram(f *testing.F) {
	f.Add(oneTensor(2, "K\x02\x85", "K\x01\x85"), make([]byte, 8))
	for _, path := range []string{"testdata/tensors.pt", "testdata/protocol4.pt", "testdata/checkpoint.pt"} {
		file, err := zip.OpenReader(path)
		if err != nil {
			f.Fatal(err)
		}
		content, err := file.Open(strings.TrimSuffix(filepath.Base(path), ".pt") + "/data.pkl")
		if err != nil {
			f.Fatal(err)
		}
		program, err := io.ReadAll(content)
		if err = errors.Join(err, content.Close(), file.Close()); err != nil {
			f.Fatal(err)
		}
		f.Add(string(program), make([]byte, 96))
	}
	f.Fuzz(func(t *testing.T, program string, stored []byte) {
		sound(t, archived(t, program, stored, zip.Store))
	})
}

// sound checks that what is read holds together, and that all else is an error of the format.
func sound(t *testing.T, text []byte) {
	t.Helper()
	content, err := readBytes(text)
	if err != nil && !errors.Is(err, ErrFormat) {
		t.Errorf("error %v", err)
	}
	total := 0
	for _, tensor := range content.Tensors {
		size := 1
		for _, dim := range tensor.Shape {
			size *= dim
		}
		if size != len(tensor.Data) {
			t.Errorf("%q of shape %v has %d values", tensor.Name, tensor.Shape, len(tensor.Data))
		}
		total += size
	}
	if total > maxSharing*len(text) {
		t.Errorf("%d values of %d bytes", total, len(text))
	}
}
