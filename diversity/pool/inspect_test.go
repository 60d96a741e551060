package pool

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"testing"

	"tradeoff/diversity"
)

func TestInspect(t *testing.T) {
	files := map[string][]byte{"b/late.png": encode(t, "png", gradient(20, 30)), "b/page.png": []byte("<!doctype html>")}
	for i := range 5 {
		files[fmt.Sprintf("a/%d.png", i)] = encode(t, "png", gradient(10, 10+10*i))
	}
	dir := folderOf(t, files)
	got, err := Inspect(context.Background(), dir, FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Images != 7 || got.Classes != 2 || got.Groups != 0 || got.PerClass != (Span{2, 5, 5}) || got.Decoded != 6 ||
		len(got.Bad) != 1 || got.Height != (Span{10, 10, 20}) || got.Width != (Span{10, 30, 50}) ||
		got.Aspect != (Span{100, 300, 500}) || got.Found.Layout != "class folders" {
		t.Errorf("%+v", got)
	}
	if _, err := Folder(context.Background(), dir, FolderOptions{Height: got.Height.Least, Width: 10}); err == nil {
		t.Error("a folder with a page for an image is opened")
	}
}

// TestInspectSeesColour: one pixel in colour makes images colourful, wherever it is.
func TestInspectSeesColour(t *testing.T) {
	gray := image.NewRGBA(image.Rect(0, 0, 4, 4))
	for y := range 4 {
		for x := range 4 {
			gray.Set(x, y, color.Gray{uint8(60*y + x)})
		}
	}
	files := map[string][]byte{"a/1.png": encode(t, "png", gray), "b/1.png": encode(t, "png", gray)}
	if got, err := Inspect(context.Background(), folderOf(t, files), FolderOptions{}); err != nil || !got.Gray {
		t.Errorf("%+v, %v", got, err)
	}
	gray.Set(3, 3, color.RGBA{200, 200, 201, 255})
	files["b/1.png"] = encode(t, "png", gray)
	if got, err := Inspect(context.Background(), folderOf(t, files), FolderOptions{}); err != nil || got.Gray {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestInspectDecodesFew looks at 200 images, from the first to the last classes.
func TestInspectDecodesFew(t *testing.T) {
	files := map[string][]byte{}
	for i := range 450 {
		files[fmt.Sprintf("%03d/1.png", i)] = encode(t, "png", plainImage(1+i, 1, color.White))
	}
	got, err := Inspect(context.Background(), folderOf(t, files), FolderOptions{})
	if err != nil || got.Decoded != inspected || got.Height.Least != 1 || got.Height.Most < 440 || got.Images != 450 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestInspectFilesOfManyImages looks at IDX files as at a folder.
func TestInspectFilesOfManyImages(t *testing.T) {
	got, err := Inspect(context.Background(), sharedData(t, "sign-digits"), FolderOptions{})
	if err != nil || got.Images != 2062 || got.Classes != 10 || !got.Gray || got.Height != (Span{32, 32, 32}) ||
		got.PerClass.Least != 204 || got.PerClass.Most != 208 || got.Found.Layout == "" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestInspectErrors(t *testing.T) {
	page := map[string][]byte{"a/1.png": []byte("<!doctype html>"), "b/1.png": []byte("<!doctype html>")}
	_, err := Inspect(context.Background(), folderOf(t, page), FolderOptions{})
	wantError(t, err, ErrFormat, "no whole image", "a/1.png", "HTML")
	_, err = Inspect(context.Background(), "/no/such/folder", FolderOptions{})
	wantError(t, err, fs.ErrNotExist, "/no/such/folder")
	_, err = Inspect(context.Background(), t.TempDir(), FolderOptions{Layout: "heap"})
	wantError(t, err, diversity.ErrInvalid, "FolderOptions.Layout", "heap")
	stopped, stop := context.WithCancel(context.Background())
	stop()
	_, err = Inspect(stopped, folderOf(t, map[string][]byte{"a/1.png": encode(t, "png", gradient(4, 4))}), FolderOptions{})
	wantError(t, err, context.Canceled, "")
}
