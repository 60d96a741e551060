package prepared

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tradeoff/diversity"
)

func TestPreparedImagesAreThoseOfTheDecoder(t *testing.T) {
	set := prepare(t, Store{t.TempDir()}, made())
	decode, _ := made().NewDecoder()
	want, got := make([]uint8, 5*7*3), make([]uint8, 5*7*3)
	sums := NewSums(3)
	for i := range 713 {
		_, err := decode(i, want)
		if err := errors.Join(err, set.Read(i, got)); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("image %d: %v", i, err)
		}
		sums.Add(want)
		digest, err := set.Digest(i)
		if err != nil || digest != Digest(want) {
			t.Errorf("image %d: digest %x, %v", i, digest, err)
		}
		hash, err := set.Hash(i)
		if err != nil || hash != DifferenceHash(want, 5, 7, 3) {
			t.Errorf("image %d: hash %x, %v", i, hash, err)
		}
		if name, err := set.Name(i); err != nil || name != fmt.Sprintf("image %d", i) {
			t.Errorf("image %d: name %q, %v", i, name, err)
		}
	}
	if got, pixels := set.Sums(); fmt.Sprint(got) != fmt.Sprint(sums) || pixels != 713*35 {
		t.Errorf("sums %v of %d pixels, want %v", got, pixels, sums)
	}
	if err := set.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if classes := set.Classes(); len(classes) != 3 || classes[2] != (Class{ID: "ü", Count: 413}) || set.Image(2, 5) != 305 {
		t.Errorf("%v", set.Classes())
	}
	if string(set.About()) != `{"dir":"/somewhere"}` {
		t.Errorf("about %s", set.About())
	}
}

// What is left of a preparation that stopped anywhere is continued to the same bytes.
func TestInterruptedPreparationIsContinued(t *testing.T) {
	want := reference(t)
	for _, stop := range []int64{0, 1, 255, 256, 300, 512, 600, 712} {
		s := Store{t.TempDir()}
		ctx, cancel := context.WithCancel(t.Context())
		var count atomic.Int64
		_, err := s.Prepare(ctx, made().with(func(i int, dst []uint8, plain plainDecode) error {
			if count.Add(1) > stop {
				cancel()
			}
			return plain(i, dst)
		}), Options{Title: "made"})
		wantError(t, err, context.Canceled, "goes on from there")
		if _, err := s.Open(testKey); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("stopped after %d images it opens: %v", stop, err)
		}
		var decoded atomic.Int64
		prepare(t, s, made().with(func(i int, dst []uint8, plain plainDecode) error {
			decoded.Add(1)
			return plain(i, dst)
		}))
		if again := decoded.Load(); stop == 712 && again > 2*256 {
			t.Errorf("%d images were decoded again", again)
		}
		same(t, fmt.Sprintf("stopped after %d images", stop), filesOf(t, s), want)
	}
}

// kill -9 at many moments, and the next process goes on.
func TestKilledPreparationIsContinued(t *testing.T) {
	want := reference(t)
	s := Store{t.TempDir()}
	kills := 0
	journal := filepath.Join(s.folder(testKey), journalName)
	// for a moment within the first block, and until a record is on the disk: one that is being written can be torn
	for _, wait := range []func() bool{
		func() bool { time.Sleep(200 * time.Millisecond); return true },
		func() bool {
			info, err := os.Stat(journal)
			return err == nil && info.Size() > 0 && time.Since(info.ModTime()) > 100*time.Millisecond
		},
	} {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childVariable+"="+s.Dir, delayVariable+"=10ms") // 4 s or more of decoding
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); !wait() && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := child.Wait(); err != nil {
			kills++
		}
	}
	if kills == 0 {
		t.Fatal("nothing was killed")
	}
	var kept int
	_, err := s.Prepare(t.Context(), made(), Options{Title: "made", OnProgress: func(p Progress) { kept = max(kept, p.Kept) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills; %d of 713 images were kept", kills, kept)
	if kept == 0 {
		t.Error("nothing was kept of what was killed")
	}
	same(t, "killed", filesOf(t, s), want)
}

func TestOneOfTwoProcessesPrepares(t *testing.T) {
	s := Store{t.TempDir()}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+s.Dir, delayVariable+"=2ms")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(s.folder(testKey), journalName)); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the other process does not begin")
		}
	}
	waited := false
	_, err := s.Prepare(t.Context(), made().with(func(int, []uint8, plainDecode) error {
		t.Error("both prepare")
		return nil
	}), Options{Title: "made", OnProgress: func(p Progress) { waited = waited || p.Waiting }})
	if err != nil {
		t.Fatal(err)
	}
	if !waited {
		t.Error("the second one did not say that it waits")
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
	same(t, "by two", filesOf(t, s), reference(t))
}

// A wait ends with its context, and not with the other process.
func TestWaitingEndsWithTheContext(t *testing.T) {
	s := Store{t.TempDir()}
	lock, err := s.lockWriters(t.Context(), testKey, func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = s.Prepare(ctx, made(), Options{Title: "made"})
	wantError(t, err, context.DeadlineExceeded, "made")
}

func TestBadImagesAreRecorded(t *testing.T) {
	src := made().with(func(i int, dst []uint8, plain plainDecode) error {
		if i%10 == 3 {
			dst[0] = 9 // half written
			return fmt.Errorf("%w: truncated\x1b[31m", ErrBad)
		}
		if i == 500 {
			panic("index out of range")
		}
		return plain(i, dst)
	})
	s := Store{t.TempDir()}
	prepare(t, s, src)
	set, err := s.Open(testKey)
	if err != nil {
		t.Fatal(err)
	}
	list, count := set.Bad()
	if count != 72 || len(list) != 72 || list[0].Image != 3 || strings.Contains(list[0].Reason, "\x1b") ||
		!strings.Contains(list[50].Reason, "index out of range") {
		t.Errorf("%d, %v", count, list)
	}
	classes := set.Classes()
	if classes[0].Bad != 30 || classes[2].Bad != 42 {
		t.Errorf("%+v", classes)
	}
	sample := 0 // every good image in its place
	for i := 300; i < 713; i++ {
		if i%10 == 3 || i == 500 {
			continue
		}
		if got := set.Image(2, sample); got != i {
			t.Fatalf("sample %d is image %d, want %d", sample, got, i)
		}
		sample++
	}
	black := make([]uint8, 105)
	black[0] = 1
	if err := set.Read(3, black); err != nil || !bytes.Equal(black, make([]uint8, 105)) {
		t.Errorf("a bad image is %v, %v", black[:3], err)
	}
	whole := NewSums(3)
	decode, _ := made().NewDecoder()
	for i := range 713 {
		if i%10 != 3 && i != 500 {
			_, _ = decode(i, black)
			whole.Add(black)
		}
	}
	if sums, pixels := set.Sums(); fmt.Sprint(sums) != fmt.Sprint(whole) || pixels != 641*35 {
		t.Errorf("%v of %d, want %v", sums, pixels, whole)
	}
}

// What cannot be read at the moment is not bad for ever, and all of it is named at once.
func TestUnreadableImagesStopButLoseNothing(t *testing.T) {
	s := Store{t.TempDir()}
	_, err := s.Prepare(t.Context(), made().with(func(i int, dst []uint8, plain plainDecode) error {
		if i >= 600 && i < 650 {
			return fmt.Errorf("image %d: %w", i, fs.ErrPermission)
		}
		return plain(i, dst)
	}), Options{Title: "made"})
	wantError(t, err, ErrUnreadable, "50 of 713", "image 6", "and 30 more")
	var decoded atomic.Int64
	prepare(t, s, made().with(func(i int, dst []uint8, plain plainDecode) error {
		decoded.Add(1)
		return plain(i, dst)
	}))
	if n := decoded.Load(); n != 713-512 {
		t.Errorf("%d images were decoded again, want those of the block", n)
	}
	same(t, "unreadable", filesOf(t, s), reference(t))
}

func TestFailingDecodersAndShapes(t *testing.T) {
	broken := errors.New("broken")
	src := made()
	src.NewDecoder = func() (Decode, error) { return nil, broken }
	s := Store{t.TempDir()}
	_, err := s.Prepare(t.Context(), src, Options{Title: "made"})
	wantError(t, err, broken, "made")
	src = made()
	src.Shape = func() (int, int, int, error) { return 0, 0, 0, broken }
	_, err = s.Prepare(t.Context(), src, Options{Title: "made"})
	wantError(t, err, broken, "made")
	src.Shape = func() (int, int, int, error) { return 5, 1 << 15, 3, nil }
	_, err = s.Prepare(t.Context(), src, Options{Title: "made"})
	wantError(t, err, diversity.ErrInvalid, "width", "32768", "16384")
	src.Classes = nil
	src.Shape = made().Shape
	_, err = s.Prepare(t.Context(), src, Options{Title: "made"})
	wantError(t, err, diversity.ErrInvalid, "images", "0")
	src = made()
	src.Key = "../elsewhere"
	_, err = s.Prepare(t.Context(), src, Options{Title: "made"})
	wantError(t, err, diversity.ErrInvalid, "../elsewhere")
	prepare(t, s, made())
}

func TestBlankClasses(t *testing.T) {
	src := made()
	src.Classes = []Class{{ID: "blank", Count: 5}, {ID: "plain", Count: 5}, {ID: "one", Count: 5}, {ID: "bad", Count: 3}}
	src = src.with(func(i int, dst []uint8, _ plainDecode) error {
		for j := range dst {
			dst[j] = uint8(j % 3)
			if i >= 5 && i < 10 {
				dst[j] = uint8(i)
			}
		}
		switch {
		case i == 12:
			dst[104]++
		case i >= 15 || i == 2:
			return ErrBad
		}
		return nil
	})
	set := prepare(t, Store{t.TempDir()}, src)
	for i, want := range []bool{true, false, false, false} {
		if got := set.Classes()[i]; got.Blank != want {
			t.Errorf("%+v", got)
		}
	}
}

// Large images make small blocks: a worker's memory is bounded.
func TestBlocksAreBounded(t *testing.T) {
	for _, c := range []struct {
		form           shape
		perBlock, size int
	}{
		{shape{1000, 64, 64, 3}, 256, 12288}, {shape{1000, 224, 224, 3}, 27, 150528},
		{shape{1000, 4000, 4000, 3}, 1, 48000000}, {shape{1, 1, 1, 1}, 256, 1},
	} {
		if c.form.perBlock() != c.perBlock || c.form.size() != c.size {
			t.Errorf("%+v: %d images of %d bytes", c.form, c.form.perBlock(), c.form.size())
		}
	}
}

func TestProgressText(t *testing.T) {
	for _, c := range []struct {
		p    Progress
		want string
	}{
		{Progress{Source: "photos", Images: 100000, Done: 1200, Kept: 200, Elapsed: time.Second},
			"photos: 1200 of 100000 images prepared (1%), 1000 images/s, about 1m39s left"},
		{Progress{Source: "photos", Images: 10, Done: 10, Bad: 2, Elapsed: 1260 * time.Millisecond, Ended: true},
			"photos: 10 of 10 images prepared (100%), 2 bad, in 1.3s"},
		{Progress{Source: "photos", Images: 10, Waiting: true},
			"photos: 0 of 10 images prepared (0%), by another process"},
	} {
		if got := c.p.String(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}
