package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/pool"
	"tradeoff/kernel/internal/install/paths"
)

// snapshots is a folder of images, 2 classes of 3, and a cache in which nothing is prepared.
func snapshots(t *testing.T) string {
	t.Helper()
	t.Setenv(paths.CacheVariable, t.TempDir())
	dir := filepath.Join(t.TempDir(), "snapshots")
	for i := range 6 {
		path := filepath.Join(dir, []string{"cat", "dog"}[i/3], fmt.Sprintf("%d.png", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		picture := image.NewGray(image.Rect(0, 0, 4, 2))
		picture.Pix[i] = 240
		if err := png.Encode(file, picture); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPoolCommands(t *testing.T) {
	dir := snapshots(t)
	expect(t, 0, "", "nothing is prepared", "pool", "list")
	if got := expect(t, 0, "", "", "pool", "list", "--json"); strings.TrimSpace(got) != "[]" {
		t.Errorf("an empty list is %q", got)
	}
	expect(t, 0, "2 classes, 3 images each, 2x4x3", "6 of 6 images prepared (100%)", "pool", "prepare", dir)
	expect(t, 0, "mean [30 30 30], standard deviation [79.37 79.37 79.37]", "", "pool", "prepare", dir)
	expect(t, 0, "2x4x1", "", "pool", "prepare", "--gray", dir)
	expect(t, 0, "3x3x1", "", "pool", "prepare", "--gray", "--height", "3", "--width=3", "--fit", "crop", dir)
	table := expect(t, 0, dir, "", "pool", "list")
	if rows := strings.Count(table, dir); rows != 3 {
		t.Errorf("%d rows:\n%s", rows, table)
	}
	var list []preparedJSON
	if err := json.Unmarshal([]byte(expect(t, 0, "", "", "pool", "list", "--json")), &list); err != nil || len(list) != 3 {
		t.Fatalf("%v, %v", list, err)
	}
	for _, s := range list {
		if s.Dir != dir || s.State != "prepared" || s.Outdated != "" || s.Images != 6 || s.Classes != 2 ||
			time.Since(s.Used) > time.Hour || s.Bytes < int64(6*s.Height*s.Width*s.Channels) {
			t.Errorf("%+v", s)
		}
	}
	expect(t, 0, "all pixels are as they were prepared", "", "pool", "show", "--check", list[0].Key[:8])
	if out := expect(t, 0, "digest ", "", "pool", "show", dir); strings.Count(out, "digest ") != 3 {
		t.Errorf("%s", out)
	}
}

func TestPoolCommandErrors(t *testing.T) {
	dir := snapshots(t)
	if err := os.WriteFile(filepath.Join(dir, "dog", "9.png"), []byte("<html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code     int
		out, err string
		args     string
	}{
		{0, "The commands:", "", "-h"},
		{0, "-allow-empty", "", "prepare -h"},
		{0, "pool gc [FOLDER|KEY ...]", "", "gc -h"},
		{2, "", "which command? there are list, prepare, show, gc", ""},
		{2, "", `there is no command "fly"`, "fly"},
		{2, "", `unexpected argument "x"`, "list x"},
		{2, "", "want one folder, have 0", "prepare"},
		{2, "", "want one folder, have 2", "prepare a b"},
		{2, "", "--height 3: invalid value, allowed: 1..16384, set together with --width", "prepare --height 3 a"},
		{2, "", `--fit "melt"`, "prepare --height 3 --width 3 --fit melt a"},
		{2, "", `--background "pink"`, "prepare --background pink a"},
		{2, "", `want "skip"`, "prepare --on-bad ignore a"},
		{1, "", "no such file", "prepare " + filepath.Join(dir, "nowhere")},
		{1, "", "dog/9.png", "prepare " + dir},
		{1, "", "1 of 7 files are not as expected (--on-bad skip leaves them out)", "prepare " + dir},
		{2, "", "want KIND=NAME such as label=species", "prepare --column species " + dir},
		{1, "", "it holds no files of CIFAR-10", "prepare --layout CIFAR-10 " + dir},
		{0, "bad: dog/9.png", "", "prepare --on-bad skip " + dir},
		{2, "", `--layout "heap"`, "prepare --layout heap " + dir},
		{2, "", `--exclude [a`, "prepare --exclude [a " + dir},
		{1, "", `--split "val"`, "prepare --split val " + dir},
		{0, "2 classes, 3 images each", "", "prepare --exclude 9.png " + dir},
		{0, "layout: group/class", "", "prepare --exclude 9.png --layout group/class " + filepath.Dir(dir)},
		{0, "1 class, 1 image each", "", "prepare --include 4.png --include 5.png --exclude cat --exclude 5.png " + dir},
		{2, "", "want one folder or key, have 0", "show"},
		{2, "", `nothing is prepared of "elsewhere"`, "show elsewhere"},
		{2, "", `nothing is prepared of "elsewhere"`, "gc elsewhere"},
		{2, "", "--unused wants a duration", "gc --unused=-1h"},
		{0, "0 sets, 0 bytes removed", "", "gc"},
	} {
		expect(t, c.code, c.out, c.err, append([]string{"pool"}, strings.Fields(c.args)...)...)
	}
}

// Only what serves nobody goes, and only with --apply.
func TestPoolGC(t *testing.T) {
	dir := snapshots(t)
	// This process would have the set open until the memory of it is collected: another one prepares it.
	prepareElsewhere(t, dir)
	expect(t, 0, "0 sets, 0 bytes removed", "", "pool", "gc", "--apply")
	expect(t, 0, "would be removed by --apply", "", "pool", "gc", "--unused", "1ns")
	if err := os.Chtimes(filepath.Join(dir, "dog", "3.png"), time.Unix(7, 0), time.Unix(7, 0)); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, "its folder has changed", "", "pool", "list")
	expect(t, 0, "not opened: its folder has changed", "", "pool", "show", dir)
	prepareElsewhere(t, dir)
	expect(t, 0, "its folder has changed", "", "pool", "gc")
	var done removedPools
	if err := json.Unmarshal([]byte(expect(t, 0, "", "", "pool", "gc", "--apply", "--json")), &done); err != nil ||
		done.DryRun || len(done.Removed) != 1 || done.Bytes < 100 || len(done.Kept) != 0 {
		t.Errorf("%+v, %v", done, err)
	}
	opened, err := pool.Folder(t.Context(), dir, pool.FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, 0, "stays: it is in use", "", "pool", "gc", "--apply", dir)
	if _, err := opened.Images([]pool.Ref{{Class: 1}}); err != nil {
		t.Error(err)
	}
}

// prepareElsewhere prepares a folder in another process.
func prepareElsewhere(t *testing.T, dir string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), folderVariable+"="+dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s, %v", out, err)
	}
}

// What package pool says about fields is said about flags.
func TestFlagWords(t *testing.T) {
	for text, want := range map[string]string{
		`FolderOptions.Layout = "any depth"`:                                `--layout "any depth"`,
		"set FolderOptions.Height and Width to resize":                      "set --height and --width to resize",
		"files (FolderOptions.OnBad: pool.Skip leaves them out):":           "files (--on-bad skip leaves them out):",
		"or FolderOptions.AllowEmpty":                                       "or --allow-empty",
		"(FolderOptions.Labels, FolderOptions.Columns), or":                 "(--labels, --column), or",
		"or FolderOptions.Columns.Label":                                    "or --column label=NAME",
		"or FolderOptions.Columns.Image and Label with their names":         "or --column image=NAME and --column label=NAME with their names",
		`FolderOptions.Columns and Split = image "x", split "val": invalid`: `--column and --split image "x", split "val": invalid`,
		"expected an image":                                                 "expected an image",
	} {
		if got := flagWords(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Every option of pool.Folder that a command line can say has a flag, under the name that errors use.
func TestEveryFolderOptionHasAFlag(t *testing.T) {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	folderFlags(set)
	for _, field := range reflect.VisibleFields(reflect.TypeFor[pool.FolderOptions]()) {
		words := strings.TrimPrefix(flagWords("FolderOptions."+field.Name), "--")
		if field.Name != "OnProgress" && set.Lookup(words) == nil {
			t.Errorf("FolderOptions.%s: there is no flag --%s", field.Name, words)
		}
	}
}

// Files of many images are prepared, shown, listed and removed as folders are; warnings are shown.
func TestPoolCommandsOnArraysAndWarnings(t *testing.T) {
	t.Setenv(paths.CacheVariable, t.TempDir())
	dir := t.TempDir()
	fill(t, dir, map[string]string{
		"mnist/train-images-idx3-ubyte": "\x00\x00\x08\x03\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02\x01\x02\x03\x04",
		"mnist/train-labels-idx1-ubyte": "\x00\x00\x08\x01\x00\x00\x00\x02\x00\x01",
	})
	mnist := filepath.Join(dir, "mnist")
	expect(t, 0, "layout: IDX\nsplit: train\nmnist: 2 classes, 1 image each, 1x2x1", "2 of 2 images prepared", "pool", "prepare", mnist)
	expect(t, 0, "mnist: 2 classes", "", "pool", "show", mnist)
	expect(t, 0, mnist, "", "pool", "list")
	expect(t, 1, "", `--split "test": invalid value, allowed: one of train`, "pool", "prepare", "--split", "test", mnist)
	hub := filepath.Join("..", "diversity", "pool", "parquet", "testdata", "hub")
	expect(t, 0, "layout: Parquet", "", "pool", "prepare", "--column", "source=camera", hub)

	ink := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	ink.Pix[3] = 255
	var out strings.Builder
	if err := png.Encode(&out, ink); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string]string{"inks/a/1.png": out.String()})
	want := "warning: 1 image: transparent pixels are shown on white: a/1.png"
	expect(t, 0, want, "1 warning", "pool", "prepare", filepath.Join(dir, "inks"))
	expect(t, 0, want, "", "pool", "show", filepath.Join(dir, "inks"))
}
