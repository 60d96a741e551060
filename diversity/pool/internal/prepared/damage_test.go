package prepared

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity/internal/regular"
)

func change(t *testing.T, path string, edit func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, edit(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every cut, and every changed byte before the columns, is noticed when the set is opened; and mended by preparing.
func TestDamageIsNoticedAndMended(t *testing.T) {
	want := reference(t)
	s := Store{t.TempDir()}
	prepare(t, s, made())
	index, pixels := filepath.Join(s.folder(testKey), indexName), filepath.Join(s.folder(testKey), pixelsName)
	body := headerSize + int(binary.LittleEndian.Uint32(want[indexName][12:]))
	damages := map[string]func(){
		"pixels cut":    func() { change(t, pixels, func(b []byte) []byte { return b[:len(b)-1] }) },
		"pixels longer": func() { change(t, pixels, func(b []byte) []byte { return append(b, 0) }) },
		"pixels empty":  func() { change(t, pixels, func([]byte) []byte { return nil }) },
		"no pixels":     func() { os.Remove(pixels) },
		"index empty":   func() { change(t, index, func([]byte) []byte { return nil }) },
		"index longer":  func() { change(t, index, func(b []byte) []byte { return append(b, 0) }) },
		"another index": func() { change(t, index, func([]byte) []byte { return bytes.Repeat([]byte("x"), 5000) }) },
	}
	for _, length := range []int{1, 31, 63, 64, 65, body - 1, body, body + 1, len(want[indexName]) - 1} {
		damages["index cut "+string(rune('a'+len(damages)))] = func() {
			change(t, index, func(b []byte) []byte { return b[:length] })
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		at := random.IntN(body)
		damages["index bit "+string(rune('a'+len(damages)))] = func() {
			change(t, index, func(b []byte) []byte { b[at] ^= 1 << random.IntN(8); return b })
		}
	}
	for what, damage := range damages {
		damage()
		if _, err := s.Open(testKey); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
		prepare(t, s, made())
		same(t, what, filesOf(t, s), want)
	}
}

// A changed byte of a column is noticed when it is used, one of the pixels by Check.
func TestDamagedColumnsAndPixels(t *testing.T) {
	s := Store{t.TempDir()}
	set := prepare(t, s, made())
	index, pixels := filepath.Join(s.folder(testKey), indexName), filepath.Join(s.folder(testKey), pixelsName)
	for number, use := range map[int]func(*Set) error{
		columnDigests: func(s *Set) error { _, err := s.Digest(0); return err },
		columnHashes:  func(s *Set) error { _, err := s.Hash(0); return err },
		columnEnds:    func(s *Set) error { _, err := s.Name(0); return err },
		columnNames:   func(s *Set) error { _, err := s.Name(0); return err },
		columnStates:  func(s *Set) error { return s.Check(t.Context()) },
	} {
		at := set.body + set.head.Columns[number].Offset + set.head.Columns[number].Length - 1
		flip := func(b []byte) []byte { b[at] ^= 4; return b }
		change(t, index, flip)
		opened, err := s.Open(testKey)
		if err != nil {
			t.Fatalf("column %d: %v", number, err)
		}
		wantError(t, use(opened), ErrDamaged, "checksum")
		wantError(t, opened.Check(t.Context()), ErrDamaged, "checksum")
		change(t, index, flip)
	}
	change(t, pixels, func(b []byte) []byte { b[300*105] ^= 1; return b })
	opened, err := s.Open(testKey)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, opened.Check(t.Context()), ErrDamaged, "image 300")
}

// A file that is cut while it is mapped is an error of the read, and not the end of the process.
func TestFileCutWhileItIsOpen(t *testing.T) {
	s := Store{t.TempDir()}
	set := prepare(t, s, made())
	for _, name := range []string{pixelsName, indexName} {
		if err := os.Truncate(filepath.Join(s.folder(testKey), name), 0); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, set.Read(700, make([]uint8, 105)), ErrDamaged, pixelsName)
	_, err := set.Digest(5)
	wantError(t, err, ErrDamaged)
	wantError(t, set.Check(t.Context()), ErrDamaged)
}

// What is prepared again leaves those who have the old files open what they have.
func TestOpenSetsSurviveRepair(t *testing.T) {
	s := Store{t.TempDir()}
	set := prepare(t, s, made())
	index := filepath.Join(s.folder(testKey), indexName)
	change(t, index, func(b []byte) []byte { b[70] ^= 1; return b })
	prepare(t, s, made())
	want, got := make([]uint8, 105), make([]uint8, 105)
	decode, _ := made().NewDecoder()
	_, err := decode(712, want)
	if err := errors.Join(err, set.Read(712, got)); err != nil || !bytes.Equal(want, got) {
		t.Error(err)
	}
}

// A torn or foreign journal, and pixels that are not what the journal says, are done again.
func TestDamagedJournals(t *testing.T) {
	want := reference(t)
	stopped := func() Store {
		s := Store{t.TempDir()}
		_, err := s.Prepare(t.Context(), made().with(func(i int, dst []uint8, plain plainDecode) error {
			if i == 600 {
				return fs.ErrPermission
			}
			return plain(i, dst)
		}), Options{})
		wantError(t, err, ErrUnreadable)
		return s
	}
	for what, edit := range map[string]func([]byte) []byte{
		"cut":      func(b []byte) []byte { return b[:len(b)-1] },
		"empty":    func([]byte) []byte { return nil },
		"a bit":    func(b []byte) []byte { b[100] ^= 1; return b },
		"a length": func(b []byte) []byte { b[3] = 0xff; return b },
		"foreign":  func([]byte) []byte { return bytes.Repeat([]byte{1}, 999) },
		"tail":     func(b []byte) []byte { return append(b, b[:50]...) },
		"twice":    func(b []byte) []byte { return append(b, b...) },
	} {
		s := stopped()
		change(t, filepath.Join(s.folder(testKey), journalName), edit)
		prepare(t, s, made())
		same(t, "journal "+what, filesOf(t, s), want)
	}
	s := stopped()
	change(t, filepath.Join(s.folder(testKey), pixelsName), func(b []byte) []byte { b[17] ^= 1; return b })
	prepare(t, s, made())
	same(t, "changed pixels", filesOf(t, s), want)
	s = stopped()
	if err := os.Remove(filepath.Join(s.folder(testKey), pixelsName)); err != nil {
		t.Fatal(err)
	}
	prepare(t, s, made())
	same(t, "no pixels", filesOf(t, s), want)
}

// Nothing but regular files is opened in a set's folder, and no link is followed.
func TestLinksAreNotFollowed(t *testing.T) {
	for _, name := range []string{indexName, pixelsName} {
		s := Store{t.TempDir()}
		prepare(t, s, made())
		path := filepath.Join(s.folder(testKey), name)
		if err := errors.Join(os.Rename(path, path+"-away"), os.Symlink(path+"-away", path)); err != nil {
			t.Fatal(err)
		}
		_, err := s.Open(testKey)
		wantError(t, err, regular.ErrKind, name)
	}
}

func FuzzIndex(f *testing.F) {
	s := Store{f.TempDir()}
	if _, err := s.Prepare(f.Context(), reversed(), Options{}); err != nil { // it has every column
		f.Fatal(err)
	}
	whole, err := os.ReadFile(s.indexPath(testKey))
	if err != nil {
		f.Fatal(err)
	}
	size := binary.LittleEndian.Uint32(whole[12:])
	f.Add(whole[headerSize:headerSize+size], uint64(len(whole)))
	f.Add([]byte(`{"images":1,"height":1,"width":1,"channels":1,"classes":[{"count":1}]}`), uint64(300))
	f.Add([]byte(`{"images":1073741824,"height":16384,"width":16384,"channels":16}`), uint64(1<<63))
	f.Fuzz(func(t *testing.T, head []byte, length uint64) {
		dir := Store{t.TempDir()}
		if err := os.Mkdir(dir.folder(testKey), 0o755); err != nil {
			t.Fatal(err)
		}
		head = append(head, bytes.Repeat([]byte(" "), padding(len(head)))...)
		front := append([]byte(magic), make([]byte, headerSize-len(magic))...)
		binary.LittleEndian.PutUint32(front[8:], indexFormat)
		binary.LittleEndian.PutUint32(front[12:], uint32(len(head)))
		binary.LittleEndian.PutUint64(front[16:], length)
		sum := headSum(front[:32], head)
		copy(front[32:], sum[:])
		file := append(append(front, head...), whole[headerSize+size:]...)
		if length < 1<<16 {
			file = append(file, make([]byte, max(0, int(length)-len(file)))...)[:length]
		}
		pixels, err := os.ReadFile(filepath.Join(s.folder(testKey), pixelsName))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(dir.indexPath(testKey), file, 0o600),
			os.WriteFile(filepath.Join(dir.folder(testKey), pixelsName), pixels, 0o600)); err != nil {
			t.Fatal(err)
		}
		set, err := dir.Open(testKey)
		if err != nil {
			return
		}
		use(t, set)
	})
}

// use asks a set that opened for everything that it says it has.
func use(t *testing.T, set *Set) {
	image := make([]uint8, set.head.size())
	for i := range min(set.Images(), 1000) {
		if err := set.Read(i, image); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
		_, _ = set.Maker(i)
		_, _ = set.Digest(i)
		_, _ = set.Hash(i)
		_, _ = set.Name(i)
	}
	for c, class := range set.Classes() {
		for sample := range class.Count - class.Bad {
			if i := set.Image(c, sample); i < 0 || i >= set.Images() {
				t.Fatalf("sample %d of class %d is image %d of %d", sample, c, i, set.Images())
			}
		}
	}
	_ = set.Check(t.Context())
	_, _ = set.Sums()
	for _, w := range set.Warnings() {
		for _, i := range w.First {
			_, _ = set.Name(i)
		}
	}
}

func FuzzJournal(f *testing.F) {
	r := &record{Block: 2, Sums: NewSums(3), Digests: make([]byte, 16*201), Hashes: make([]byte, 8*201),
		States: make([]byte, 201), Warnings: []Warning{{"transparent", 3, []int{512, 513}}}}
	text, err := appendRecord(nil, r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(text[:50])
	f.Fuzz(func(t *testing.T, data []byte) {
		form := shape{713, 5, 7, 3}
		length := readJournal(bytes.NewReader(data), form, func(r *record) {
			first, end := form.block(r.Block)
			if len(r.Digests) != (end-first)*DigestSize {
				t.Errorf("block %d has %d bytes of digests", r.Block, len(r.Digests))
			}
		})
		if length > int64(len(data)) {
			t.Errorf("%d bytes of %d", length, len(data))
		}
	})
}
