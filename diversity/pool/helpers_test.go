package pool

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/internal/errtest"
)

// TestMain prepares images in a cache of its own.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(child())
	}
	if os.Getenv(jsonVariable) != "" {
		os.Exit(jsonChild())
	}
	cache, err := os.MkdirTemp("", "pool-test")
	if err == nil {
		err = os.Setenv(cachedir.Variable, cache)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(cache)
	os.Exit(code)
}

// gradient is an image whose pixels all differ.
func gradient(height, width int) image.Image {
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(40 * i)
	}
	return picture
}

// sharedData finds a folder of the shared data beside the repository, or skips the test.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared data set %s is not here", name)
	}
	return path
}

// wantError checks that an error wraps a sentinel and names what it should.
func wantError(t *testing.T, err, sentinel error, parts ...string) {
	t.Helper()
	errtest.Want(t, err, sentinel, parts...)
}

func mustImages(t *testing.T, p Pool, refs ...Ref) []uint8 {
	t.Helper()
	images, err := p.Images(refs)
	if err != nil {
		t.Fatal(err)
	}
	return images
}

func mustNew(t *testing.T, c Content) Pool {
	t.Helper()
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tiny is a pool of two classes of 2x3 images with 2 channels; the pixels count upwards.
func tiny() Content {
	c := Content{Name: "tiny", Labels: []int{1, 0, 1}, Height: 2, Width: 3, Channels: 2,
		ClassNames: []string{"even", "odd"}, Groups: []string{"numbers", "numbers"}}
	for i := range 3 * 2 * 3 * 2 {
		c.Images = append(c.Images, uint8(i))
	}
	return c
}
