package pool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/cachedir"
)

// childVariable makes the test binary open a folder and say what it is.
const childVariable = "POOL_TEST_FOLDER"

func child() int {
	p, err := Folder(context.Background(), os.Getenv(childVariable), FolderOptions{})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(p.Digest())
	return 0
}

// jsonVariable makes the test binary do what a worker does: open a pool by its JSON, and say what an image of it is.
const jsonVariable = "POOL_TEST_JSON"

func jsonChild() int {
	var p Pool
	err := json.Unmarshal([]byte(os.Getenv(jsonVariable)), &p)
	if err == nil {
		var pixels []uint8
		if pixels, err = p.Images([]Ref{{Class: p.Classes() - 1, Sample: p.Count(p.Classes()-1) - 1}}); err == nil {
			fmt.Printf("%s %x", p.Digest(), pixels)
			return 0
		}
	}
	fmt.Println(err)
	return 1
}

// ownCache gives a test a cache directory.
func ownCache(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv(cachedir.Variable, dir)
	return dir
}

// photographs is a folder of classes of gradients, all different.
func photographs(t *testing.T, classes, count int) string {
	t.Helper()
	files := map[string][]byte{}
	for c := range classes {
		for i := range count {
			picture := plainImage(4, 5, color.Gray{uint8(7*c + i)})
			picture.(interface {
				Set(x, y int, c color.Color)
			}).Set(i%5, c%4, color.RGBA{uint8(20 * i), 255, uint8(c), 255})
			files[fmt.Sprintf("class%d/%03d.png", c, i)] = encode(t, "png", picture)
		}
	}
	return folderOf(t, files)
}

func mustFolder(t *testing.T, dir string, o FolderOptions) Pool {
	t.Helper()
	p, err := Folder(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// memoryTwin is a pool in memory with the same images and classes.
func memoryTwin(t *testing.T, p Pool) Pool {
	t.Helper()
	c := Content{}
	c.Height, c.Width, c.Channels = p.Shape()
	for class := range p.Classes() {
		c.ClassNames, c.Groups = append(c.ClassNames, p.ClassID(class)), append(c.Groups, p.Group(class))
		for s := range p.Count(class) {
			c.Images = append(c.Images, mustImages(t, p, Ref{class, s})...)
			c.Labels = append(c.Labels, class)
		}
	}
	return mustNew(t, c)
}

func TestFolderDecodesOnce(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 3, 5)
	reports := 0
	o := FolderOptions{OnProgress: func(p Progress) {
		if p.Ended && (p.Done != 15 || p.Images != 15 || p.Bad != 0 || p.Source != "set") {
			t.Errorf("%+v", p)
		}
		reports++
	}}
	first := mustFolder(t, dir, o)
	if reports == 0 {
		t.Error("no report of the preparation")
	}
	reports = 0
	second := mustFolder(t, dir, o)
	if reports != 0 {
		t.Errorf("%d reports of opening what is prepared", reports)
	}
	for c := range 3 {
		if !bytes.Equal(mustImages(t, first, Ref{c, 4}), mustImages(t, second, Ref{c, 4})) {
			t.Errorf("class %d differs", c)
		}
	}
	sets, err := PreparedSets()
	if err != nil || len(sets) != 1 || sets[0].Images != 15 || sets[0].Classes != 3 || sets[0].Dir != dir ||
		!sets[0].Ready || !sets[0].Busy {
		t.Errorf("%+v, %v", sets, err)
	}
}

// Whatever decides about the pixels makes a set of its own; what does not, none.
func TestFolderPreparesAnewWhatChanged(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 2, 3)
	file := filepath.Join(dir, "class1", "002.png")
	count := func() int {
		sets, err := PreparedSets()
		if err != nil {
			t.Fatal(err)
		}
		return len(sets)
	}
	steps := []struct {
		what   string
		change func() FolderOptions
		want   int
	}{
		{"first", func() FolderOptions { return FolderOptions{} }, 1},
		{"skipping", func() FolderOptions { return FolderOptions{OnBad: Skip, AllowEmpty: true} }, 1},
		{"grey", func() FolderOptions { return FolderOptions{Gray: true} }, 2},
		{"sized", func() FolderOptions { return FolderOptions{Height: 3, Width: 3} }, 3},
		{"cropped", func() FolderOptions { return FolderOptions{Height: 3, Width: 3, Fit: Crop} }, 4},
		{"on white", func() FolderOptions { return FolderOptions{Background: "white"} }, 5},
		{"a new time", func() FolderOptions {
			if err := os.Chtimes(file, time.Unix(7, 0), time.Unix(7, 1)); err != nil {
				t.Fatal(err)
			}
			return FolderOptions{}
		}, 6},
		{"a file less", func() FolderOptions {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			return FolderOptions{}
		}, 7},
	}
	for _, s := range steps {
		mustFolder(t, dir, s.change())
		if got := count(); got != s.want {
			t.Errorf("%s: %d sets, want %d", s.what, got, s.want)
		}
	}
}

func TestFolderDigestIsThatOfImagesAndClasses(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 2, 3)
	p := mustFolder(t, dir, FolderOptions{})
	other := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if q := mustFolder(t, other, FolderOptions{}); q.Digest() != p.Digest() {
		t.Errorf("digests %s and %s of the same images", p.Digest(), q.Digest())
	}
	if err := os.Rename(filepath.Join(other, "class1"), filepath.Join(other, "renamed")); err != nil {
		t.Fatal(err)
	}
	if q := mustFolder(t, other, FolderOptions{}); q.Digest() == p.Digest() {
		t.Error("a renamed class does not change the digest")
	}
}

// A study of an earlier version has the digest of all pixels; it opens, and stays the same study.
func TestOldContentDigestsStillOpen(t *testing.T) {
	ownCache(t)
	p := mustFolder(t, photographs(t, 2, 3), FolderOptions{})
	old, err := contentDigest(p.state.source.layer)
	if err != nil {
		t.Fatal(err)
	}
	if twin := memoryTwin(t, p).state.source.digestForTest(t); twin != old {
		t.Fatalf("digest %s of the images in memory, %s of the prepared ones", twin, old)
	}
	s := p.state.source.origin
	s.Content, s.Reader = old, 0
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var again Pool
	if err := again.UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	if again.Digest() != memoryTwin(t, p).Digest() {
		t.Error("the study would be another one")
	}
	if out, err := json.Marshal(again); err != nil || !strings.Contains(string(out), `"content":"`+old) {
		t.Errorf("%s, %v", out, err)
	}
	s.Content = strings.Repeat("0", 64)
	text, _ = json.Marshal(s)
	wantError(t, again.UnmarshalJSON(text), ErrContent, "expected 00000000", "version 0 of the image reader")
}

func TestBadFilesAreListedOrSkipped(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 2, 30)
	for i := range 25 {
		writeFile(t, filepath.Join(dir, "class0", fmt.Sprintf("%03d.png", i)), []byte("<html>"))
	}
	_, err := Folder(t.Context(), dir, FolderOptions{})
	wantError(t, err, ErrFormat, "25 of 60 files", "class0/000.png", "class0/019.png", "and 5 more", "pool.Skip")
	if strings.Contains(err.Error(), "020.png") {
		t.Errorf("more than 20 files: %v", err)
	}
	p := mustFolder(t, dir, FolderOptions{OnBad: Skip})
	if p.Count(0) != 5 || p.Count(1) != 30 {
		t.Errorf("%v", p)
	}
	list, count, err := p.BadFiles()
	if err != nil || count != 25 || len(list) != 25 || list[24].Name != "class0/024.png" || list[24].Reason == "" {
		t.Errorf("%d %v, %v", count, list, err)
	}
	whole := mustFolder(t, photographs(t, 2, 30), FolderOptions{})
	for i := range 5 {
		if !bytes.Equal(mustImages(t, p, Ref{0, i}), mustImages(t, whole, Ref{0, 25 + i})) {
			t.Errorf("sample %d is not file %d", i, 25+i)
		}
	}
}

func TestClassesWithoutImages(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 1, 3)
	writeFile(t, filepath.Join(dir, "dud", "1.png"), []byte("x"))
	if err := os.Mkdir(filepath.Join(dir, "none"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Folder(t.Context(), dir, FolderOptions{OnBad: Skip})
	wantError(t, err, ErrFormat, `class "none"`, "AllowEmpty")
	if err := os.Remove(filepath.Join(dir, "none")); err != nil {
		t.Fatal(err)
	}
	_, err = Folder(t.Context(), dir, FolderOptions{OnBad: Skip})
	wantError(t, err, ErrFormat, "class dud", "no whole image in 1 file;", "AllowEmpty")
	p := mustFolder(t, dir, FolderOptions{OnBad: Skip, AllowEmpty: true})
	if p.Classes() != 1 || p.ClassID(0) != "class0" {
		t.Errorf("%v", p)
	}
}

func TestBlankClassesAreAnError(t *testing.T) {
	ownCache(t)
	ink := encode(t, "png", plainImage(3, 3, color.NRGBA{0, 0, 0, 0}))
	dir := folderOf(t, map[string][]byte{"a/1.png": ink, "a/2.png": ink, "b/1.png": encode(t, "png", gradient(3, 3))})
	_, err := Folder(t.Context(), dir, FolderOptions{Background: "black"})
	wantError(t, err, ErrFormat, "class a", "single colour", "Background")
	line := plainImage(3, 3, color.NRGBA{0, 0, 0, 0})
	line.(interface {
		Set(x, y int, c color.Color)
	}).Set(1, 1, color.Black)
	writeFile(t, filepath.Join(dir, "a", "2.png"), encode(t, "png", line))
	_, err = Folder(t.Context(), dir, FolderOptions{Background: "black"}) // all black still
	wantError(t, err, ErrFormat, "class a")
	p := mustFolder(t, dir, FolderOptions{Background: "#ff0000"})
	images := mustImages(t, p, Ref{0, 1})
	if !bytes.Equal(images[:3], []uint8{255, 0, 0}) || !bytes.Equal(images[12:15], []uint8{0, 0, 0}) {
		t.Errorf("%v", images)
	}
}

func TestFitOfOtherProportions(t *testing.T) {
	ownCache(t)
	wide := plainImage(2, 6, color.RGBA{255, 0, 0, 255}) // its middle third is green
	for i := range 4 {
		wide.(interface {
			Set(x, y int, c color.Color)
		}).Set(2+i%2, i/2, color.RGBA{0, 255, 0, 255})
	}
	dir := folderOf(t, map[string][]byte{"a/1.png": encode(t, "png", wide)})
	crop := mustImages(t, mustFolder(t, dir, FolderOptions{Height: 2, Width: 3, Fit: Crop}), Ref{})
	if !bytes.Equal(crop[:9], []uint8{0, 255, 0, 0, 255, 0, 255, 0, 0}) { // columns 2 to 4, as torchvision rounds
		t.Errorf("cropped: %v", crop)
	}
	square := mustImages(t, mustFolder(t, dir, FolderOptions{Height: 6, Width: 6, Fit: Pad, Background: "white"}), Ref{})
	if !bytes.Equal(square[:6], bytes.Repeat([]byte{255}, 6)) || !bytes.Equal(square[3*18:3*18+3], []byte{255, 0, 0}) ||
		!bytes.Equal(square[3*18+6:3*18+9], []byte{0, 255, 0}) {
		t.Errorf("padded: %v", square)
	}
}

func TestFolderOptionsAreChecked(t *testing.T) {
	for _, c := range []struct {
		o    FolderOptions
		part string
	}{
		{FolderOptions{Height: 2, Width: 2, Fit: "squeeze"}, `FolderOptions.Fit = "squeeze"`},
		{FolderOptions{Fit: Crop}, "without Height"},
		{FolderOptions{OnBad: "ignore"}, `FolderOptions.OnBad = "ignore"`},
		{FolderOptions{Background: "#12345"}, `FolderOptions.Background = "#12345"`},
		{FolderOptions{Background: "mauve"}, "mauve"},
	} {
		wantError(t, c.o.Validate(), diversity.ErrInvalid, c.part)
	}
	if err := (FolderOptions{Background: "#ABCDEF"}).Validate(); err != nil {
		t.Error(err)
	}
}

// The statistics and identities of a folder are those that its images in memory have.
func TestPreparedFactsAreThoseOfTheImages(t *testing.T) {
	ownCache(t)
	p := mustFolder(t, photographs(t, 3, 7), FolderOptions{})
	twin := memoryTwin(t, p)
	got, err := p.ChannelStatistics(t.Context())
	want, twinErr := twin.ChannelStatistics(t.Context())
	if err != nil || twinErr != nil || !slices.Equal(got.Mean, want.Mean) || !slices.Equal(got.Deviation, want.Deviation) {
		t.Errorf("%v and %v, %v, %v", got, want, err, twinErr)
	}
	sum, squares, n := 0.0, 0.0, 0.0
	for c := range 3 {
		for s := range 7 {
			images := mustImages(t, p, Ref{c, s})
			for i := 1; i < len(images); i += 3 {
				v := float64(images[i])
				sum, squares, n = sum+v, squares+v*v, n+1
			}
		}
	}
	if math.Abs(got.Mean[1]-sum/n) > 1e-9 || math.Abs(got.Deviation[1]-math.Sqrt(squares/n-sum/n*sum/n)) > 1e-9 {
		t.Errorf("green: %v, by hand %v and %v", got, sum/n, math.Sqrt(squares/n-sum/n*sum/n))
	}
	for _, q := range []Pool{p, twin} {
		turned := q.Rotations(2).Distort(Distortion{PerClass: 20})
		first, err := turned.Identities(t.Context(), 4) // class1, turned
		plain, plainErr := p.Identities(t.Context(), 1)
		if err != nil || plainErr != nil || len(first) != 7 {
			t.Fatalf("%d, %v, %v", len(first), err, plainErr)
		}
		for s := range first {
			if first[s].Digest != plain[s].Digest || first[s].Perceptual != plain[s].Perceptual {
				t.Errorf("%v: original %d is %v, expected %v", q, s, first[s], plain[s])
			}
		}
		if name := fmt.Sprintf("class1/%03d.png", 3); plain[3].Name != name {
			t.Errorf("name %q, want %q", plain[3].Name, name)
		}
	}
	_, err = p.Identities(t.Context(), 3)
	wantError(t, err, diversity.ErrInvalid, "Class = 3")
}

func TestStatisticsByHand(t *testing.T) {
	p := mustNew(t, Content{Images: []uint8{0, 10, 20, 30, 255, 1}, Labels: []int{0, 0, 0}, Height: 1, Width: 1,
		Channels: 2})
	got, err := p.ChannelStatistics(t.Context())
	if err != nil || math.Abs(got.Mean[0]-275.0/3) > 1e-12 || math.Abs(got.Mean[1]-41.0/3) > 1e-12 ||
		math.Abs(got.Deviation[0]-math.Sqrt((400.0+65025)/3-275.0*275/9)) > 1e-12 {
		t.Errorf("%v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.ChannelStatistics(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := p.Identities(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A file that cannot be read now is not recorded as bad: the next attempt takes it.
func TestUnreadableFilesAreTriedAgain(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may read every file: a file that vanished stands for one that cannot be read")
	}
	ownCache(t)
	dir := photographs(t, 2, 3)
	listed, err := list(t.Context(), dir, FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "class1", "001.png")
	aside := file + ".aside"
	if err := os.Rename(file, aside); err != nil {
		t.Fatal(err)
	}
	if _, err := listed.open(4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that vanished: %v", err)
	}
	writeFile(t, file, []byte("another"))
	_, err = listed.open(4)
	wantError(t, err, ErrFormat, "changed while it was read", "001.png")
}

func TestDiskErrorsSayWhatToDo(t *testing.T) {
	dir := photographs(t, 1, 2)
	cache := ownCache(t)
	writeFile(t, filepath.Join(cache, "pools"), []byte("in the way"))
	_, err := Folder(t.Context(), dir, FolderOptions{})
	wantError(t, err, syscall.ENOTDIR, "pools")
	if os.Geteuid() == 0 {
		t.Setenv(cachedir.Variable, "/proc/nowhere")
	} else {
		t.Setenv(cachedir.Variable, "/")
	}
	if _, err := Folder(t.Context(), dir, FolderOptions{}); err == nil {
		t.Error("a cache that cannot be written to")
	}
}

func TestInterruptedFolderGoesOn(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 2, 3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := Folder(ctx, dir, FolderOptions{OnProgress: func(Progress) { cancel() }})
	wantError(t, err, context.Canceled, "goes on from there")
	mustFolder(t, dir, FolderOptions{})
}

func TestProcessesShareWhatIsPrepared(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time for processes beside")
	}
	ownCache(t)
	dir := photographs(t, 4, 40)
	var outputs [4]bytes.Buffer
	var commands [4]*exec.Cmd
	for i := range commands {
		commands[i] = exec.Command(os.Args[0])
		commands[i].Env = append(os.Environ(), childVariable+"="+dir)
		commands[i].Stdout, commands[i].Stderr = &outputs[i], &outputs[i]
		if err := commands[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	want := mustFolder(t, dir, FolderOptions{}).Digest() + "\n"
	for i, c := range commands {
		if err := c.Wait(); err != nil || outputs[i].String() != want {
			t.Errorf("process %d says %q, want %q, %v", i, outputs[i].String(), want, err)
		}
	}
}

func TestRemovePrepared(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 1, 2)
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), childVariable+"="+dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s, %v", out, err)
	}
	sets, err := PreparedSets()
	if err != nil || len(sets) != 1 || sets[0].Busy {
		t.Fatalf("%+v, %v", sets, err)
	}
	if reason := sets[0].Outdated(); reason != "" {
		t.Errorf("outdated: %s", reason)
	}
	writeFile(t, filepath.Join(dir, "class0", "new.png"), encode(t, "png", gradient(4, 5)))
	if reason := sets[0].Outdated(); !strings.Contains(reason, "changed") {
		t.Errorf("a changed folder: %q", reason)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if reason := sets[0].Outdated(); !strings.Contains(reason, "gone") {
		t.Errorf("a folder that is gone: %q", reason)
	}
	if bytes, err := RemovePrepared(sets[0].Key); err != nil || bytes != sets[0].Bytes {
		t.Errorf("%d bytes, %v; want %d", bytes, err, sets[0].Bytes)
	}
	if sets, err := PreparedSets(); err != nil || len(sets) != 0 {
		t.Errorf("%v, %v", sets, err)
	}
}
