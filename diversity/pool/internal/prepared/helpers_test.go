package prepared

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tradeoff/diversity/internal/errtest"
)

const testKey = "0123456789abcdef0123456789abcdef"

// made is a source of images that are computed: three classes of 300, 0 and 413 images of 5x7x3.
func made() Source {
	classes := []Class{{ID: "a", Group: "g", Count: 300}, {ID: "none"}, {ID: "ü", Count: 413}}
	return Source{
		Key: testKey, About: []byte(`{"dir":"/somewhere"}`), Classes: classes,
		Name:  func(i int) string { return fmt.Sprintf("image %d", i) },
		Shape: func() (int, int, int, error) { return 5, 7, 3, nil },
		NewDecoder: func() (Decode, error) {
			return func(i int, dst []uint8) ([]string, error) {
				random := rand.New(rand.NewPCG(1, uint64(i)))
				for j := range dst {
					dst[j] = uint8(random.Uint32())
				}
				return nil, nil
			}, nil
		},
	}
}

// plainDecode is what decodes an image, without its warnings.
type plainDecode func(i int, dst []uint8) error

// with replaces what decodes an image.
func (s Source) with(change func(i int, dst []uint8, plain plainDecode) error) Source {
	decode, _ := s.NewDecoder()
	plain := func(i int, dst []uint8) error {
		_, err := decode(i, dst)
		return err
	}
	s.NewDecoder = func() (Decode, error) {
		return func(i int, dst []uint8) ([]string, error) { return nil, change(i, dst, plain) }, nil
	}
	return s
}

func prepare(t *testing.T, s Store, src Source) *Set {
	t.Helper()
	set, err := s.Prepare(t.Context(), src, Options{Title: "made"})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// filesOf reads the files of a set.
func filesOf(t *testing.T, s Store) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	entries, err := os.ReadDir(s.folder(testKey))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(s.folder(testKey), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = data
	}
	return files
}

func same(t *testing.T, what string, got, want map[string][]byte) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d files, want %d", what, len(got), len(want))
	}
	for name := range want {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("%s: file %s differs", what, name)
		}
	}
}

// reference is what an undisturbed preparation writes.
func reference(t *testing.T) map[string][]byte {
	t.Helper()
	s := Store{t.TempDir()}
	prepare(t, s, made())
	return filesOf(t, s)
}

func wantError(t *testing.T, err, sentinel error, parts ...string) {
	t.Helper()
	errtest.Want(t, err, sentinel, parts...)
}

// The test binary prepares a set slowly in the directory that childVariable names.
const (
	childVariable = "PREPARED_TEST_DIR"
	delayVariable = "PREPARED_TEST_DELAY"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		delay, _ := time.ParseDuration(os.Getenv(delayVariable))
		src := made().with(func(i int, dst []uint8, plain plainDecode) error {
			time.Sleep(delay)
			return plain(i, dst)
		})
		_, err := Store{dir}.Prepare(context.Background(), src, Options{Title: "child", OnProgress: func(p Progress) {
			fmt.Println(p)
		}})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
