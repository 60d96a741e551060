package prepared

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// reversed is the made source, with the last image lying first, and makers, warnings and a bad image.
func reversed() Source {
	src := made()
	src.Maker = func(i int) string { return fmt.Sprintf("camera %d", i%3) }
	plain, _ := src.NewDecoder()
	src.NewDecoder = func() (Decode, error) {
		return func(i int, dst []uint8) ([]string, error) {
			if i == 400 {
				return nil, fmt.Errorf("%w: torn", ErrBad)
			}
			_, err := plain(i, dst)
			var warnings []string
			if i%100 == 7 {
				warnings = append(warnings, "transparent")
			}
			if i == 207 {
				warnings = append(warnings, "16 bits")
			}
			return warnings, err
		}, nil
	}
	for i := range 713 {
		src.Order = append(src.Order, 712-i)
	}
	return src
}

// Where the pixels lie changes nothing that is asked of a set.
func TestOrderOfPixelsIsNotSeen(t *testing.T) {
	inOrder := reversed()
	inOrder.Order = nil
	want := prepare(t, Store{t.TempDir()}, inOrder)
	s := Store{t.TempDir()}
	got := prepare(t, s, reversed())
	if want.Content() != got.Content() {
		t.Errorf("content %s, want %s", got.Content(), want.Content())
	}
	a, b := make([]uint8, 105), make([]uint8, 105)
	for i := range 713 {
		err := errors.Join(want.Read(i, a), got.Read(i, b))
		wantDigest, err1 := want.Digest(i)
		gotDigest, err2 := got.Digest(i)
		wantName, err3 := want.Name(i)
		gotName, err4 := got.Name(i)
		wantHash, err5 := want.Hash(i)
		gotHash, err6 := got.Hash(i)
		if err := errors.Join(err, err1, err2, err3, err4, err5, err6); err != nil || !bytes.Equal(a, b) ||
			wantDigest != gotDigest || wantName != gotName || wantHash != gotHash || i != 400 && Digest(b) != gotDigest {
			t.Fatalf("image %d differs: %v", i, err)
		}
	}
	list, count := got.Bad()
	if count != 1 || len(list) != 1 || list[0].Image != 400 || got.Image(2, 100) != 401 {
		t.Errorf("bad images %v", list)
	}
	if err := got.Check(t.Context()); err != nil {
		t.Error(err)
	}
	first := filesOf(t, s)[pixelsName][:105]
	if _ = got.Read(712, a); !bytes.Equal(first, a) {
		t.Error("the last image does not lie first")
	}
}

func TestMakersAndWarnings(t *testing.T) {
	set := prepare(t, Store{t.TempDir()}, reversed())
	for _, i := range []int{0, 1, 5, 712} {
		if maker, err := set.Maker(i); err != nil || maker != fmt.Sprintf("camera %d", i%3) {
			t.Errorf("image %d is of %q, %v", i, maker, err)
		}
	}
	got := map[string]string{}
	for _, w := range set.Warnings() {
		got[w.Text] = fmt.Sprint(w.Count, w.First)
	}
	// of 7, 107, ... 707, those that lie first in the file
	if got["transparent"] != "8 [307 407 507 607 707]" || got["16 bits"] != "1 [207]" {
		t.Errorf("warnings %v", got)
	}
	other := reversed()
	other.Maker = func(int) string { return "one camera" }
	if prepare(t, Store{t.TempDir()}, other).Content() == set.Content() {
		t.Error("another maker, the same content")
	}
	plain := prepare(t, Store{t.TempDir()}, made())
	if maker, err := plain.Maker(3); maker != "" || err != nil || len(plain.Warnings()) != 0 {
		t.Errorf("maker %q, %v, warnings %v", maker, err, plain.Warnings())
	}
}

func TestOrderMustNameEveryImageOnce(t *testing.T) {
	for _, change := range []func([]int) []int{
		func(o []int) []int { return o[1:] }, func(o []int) []int { return append(o, 0) },
		func(o []int) []int { o[3] = o[4]; return o }, func(o []int) []int { o[3] = -1; return o },
	} {
		src := reversed()
		src.Order = change(src.Order)
		if _, err := (Store{t.TempDir()}).Prepare(t.Context(), src, Options{}); err == nil {
			t.Errorf("accepted: %v", src.Order[:5])
		}
	}
}

// Beyond so many texts warnings are counted together.
func TestWarningsAreBounded(t *testing.T) {
	var list []Warning
	for i := range 40 {
		list = addWarning(list, fmt.Sprintf("text %d", i), 2, i, i+100)
	}
	total := 0
	for _, w := range list {
		total += w.Count
	}
	if len(list) != maxWarnings || total != 80 || list[maxWarnings-1].Text != "other warnings" ||
		len(list[maxWarnings-1].First) != firstWarned || !slices.IsSorted(list[maxWarnings-1].First) {
		t.Errorf("%d texts about %d images: %v", len(list), total, list[maxWarnings-1])
	}
	if !possibleWarnings(list, 0, 200) || possibleWarnings(list, 0, 100) {
		t.Error("checked wrongly")
	}
}
