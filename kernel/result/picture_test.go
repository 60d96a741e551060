package result

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

func grey(width, height int) *image.Gray {
	picture := image.NewGray(image.Rect(3, 5, 3+width, 5+height)) // bounds need not begin at zero
	for y := range height {
		for x := range width {
			picture.SetGray(3+x, 5+y, color.Gray{uint8(x + 2*y)})
		}
	}
	return picture
}

func TestAnImageIsShownAsAPicture(t *testing.T) {
	for name, c := range map[string]struct {
		picture       image.Image
		text          string
		width, height int
		x, y          int // a place in the picture shown
		want          uint8
	}{
		"as it is": {grey(200, 100), "image.Gray, 200 x 100 pixels", 200, 100, 7, 9, 7 + 18},
		"small":    {grey(28, 20), "image.Gray, 28 x 20 pixels, shown 4 times as large", 112, 80, 7, 9, 1 + 4},
		"large": {grey(5000, 2), "image.Gray, 5000 x 2 pixels, shown with every 3. pixel in both directions", 1667, 1, 10,
			0, 30},
	} {
		forms := formsOf([]any{c.picture})
		if len(forms) != 2 || forms[0].Text != c.text || forms[1].Type != "image/png" {
			t.Errorf("%s: %.200v", name, forms)
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(forms[1].Text)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		got := color.GrayModel.Convert(shown.At(c.x, c.y)).(color.Gray).Y
		if b := shown.Bounds(); b.Dx() != c.width || b.Dy() != c.height || got != c.want {
			t.Errorf("%s: %v with %d at %d, %d, want %d", name, b, got, c.x, c.y, c.want)
		}
	}
}

// broken is an image whose methods panic, as those of a nil pointer do.
type broken struct{ image.Image }

func TestImagesThatCannotBeShownAreText(t *testing.T) {
	for name, value := range map[string]any{
		"nil pointer": (*image.RGBA)(nil), "panics": broken{}, "empty": image.NewGray(image.Rectangle{}),
		"in a list": []*image.Gray{grey(2, 3)}, "in a struct": struct{ Picture image.Image }{grey(2, 3)},
		"bytes":   []byte{0, 0, 'a', 0},
		"endless": image.NewUniform(color.White), "huge colour": struct{ image.Image }{image.NewUniform(color.White)},
	} {
		forms := formsOf([]any{value})
		for _, form := range forms {
			if strings.ContainsRune(form.Text, 0) || form.Type == "image/png" || len(form.Text) > 2000 {
				t.Errorf("%s: %.200q", name, form.Text)
			}
		}
		if len(forms) == 0 {
			t.Errorf("%s: nothing", name)
		}
	}
	if text := formsOf([]any{[]*image.Gray{grey(2, 3)}})[0].Text; !strings.Contains(text, "image.Gray, 2 x 3 pixels") {
		t.Errorf("a list of images: %s", text)
	}
}
