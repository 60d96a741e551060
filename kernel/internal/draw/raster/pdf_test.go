package raster

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// red is an image of one pixel.
const red = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"

// everything has each thing that a surface draws.
const everything = `<svg viewBox="0 10 200 150"><rect y="10" width="200" height="150" fill="#fff"/>
<rect x="10" y="20" width="40" height="30" fill="#0072b2"/>
<path d="M60 20L100 50" stroke="#d55e00" stroke-width="6" stroke-linecap="round" fill="none"/>
<path d="M110 20L190 20" stroke="#000" stroke-width="4" stroke-dasharray="10,6" stroke-dashoffset="3" fill="none"/>
<path d="M110 50L125 30L140 50" stroke="#009e73" stroke-width="5" stroke-linejoin="miter" fill="none"/>
<g clip-path="url(#c)"><g clip-path="url(#d)"><rect y="60" width="100" height="100" fill="rgba(204,121,167,0.5)"/></g></g>
<rect x="110" y="60" width="80" height="20" fill="url(#g)"/>
<rect x="110" y="90" width="20" height="60" fill="url(#v)"/>
<circle cx="160" cy="110" r="15" fill="#56b4e9" stroke="#000" stroke-width="2" fill-opacity="0.4"/>
<path d="M0 0L1 0" transform="matrix(30,0,0,5,150,140)" stroke="#000" stroke-width="1"/>
<image href="data:image/png;base64,` + red + `" x="140" y="60" width="20" height="20" transform="translate(30 30)"/>
<text x="10" y="115" style="font-size:14px" font-weight="bold">AVATAR α ≤ K★</text>
<text text-anchor="middle" dominant-baseline="central" transform="translate(60 128) rotate(-90)" fill="#d55e00"
 stroke="#fff" stroke-width="2" paint-order="stroke">turned</text>
<defs><clipPath id="c"><rect x="10" y="60" width="50" height="30"/></clipPath><clipPath id="d"><circle cx="40" cy="75" r="20"/></clipPath>
<linearGradient id="g" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#000"/><stop offset="0.5" stop-color="#f00"/><stop offset="1" stop-color="#fff"/></linearGradient>
<linearGradient id="v" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="#00f"/><stop offset="1" stop-color="#ff0"/></linearGradient></defs></svg>`

func pdfOf(t *testing.T, svg string, scale float64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, svg, scale, About{Title: "Título", Subject: "what it shows"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// operators are what the streams of a PDF hold.
func operators(t *testing.T, pdf []byte) string {
	t.Helper()
	var all strings.Builder
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`).FindAllSubmatch(pdf, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // a font or an image
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

func TestPDFHoldsLinesAsLines(t *testing.T) {
	pdf := pdfOf(t, `<svg viewBox="0 10 100 50"><rect x="10" y="20" width="30" height="15" fill="#ff0000"/>
		<path d="M0 10L100 60" stroke="#0000ff" stroke-width="2" stroke-dasharray="4,2" fill="none"/></svg>`, 0.5)
	text := operators(t, pdf)
	// 0.5 points to a unit, 10 units left out above, y upwards from the bottom of 25 points.
	for _, want := range []string{"1.000 0.000 0.000 rg", "5.00 20.00 m\n20.00 20.00 l\n20.00 12.50 l\n5.00 12.50 l\nh\nf",
		"0.000 0.000 1.000 RG", "1.00 w", "[2.00 1.00] 0.00 d", "0.00 25.00 m\n50.00 0.00 l\nS"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if !bytes.Contains(pdf, []byte("/MediaBox [0 0 50.00 25.00]")) {
		t.Error("the page is not 50 x 25 points")
	}
	if bytes.Contains(pdf, []byte("/FontFile2")) {
		t.Error("a font is there that no text needs")
	}
}

func TestSameDocumentSamePDF(t *testing.T) {
	if a, b := pdfOf(t, everything, 1), pdfOf(t, everything, 1); !bytes.Equal(a, b) {
		t.Error("two files")
	}
}

func TestPDFRefuses(t *testing.T) {
	const box = `<svg viewBox="0 0 9 9">`
	for svg, want := range map[string]string{
		box + `<text>漢</text></svg>`:                             "漢",
		box + `<rect filter="url(#s)"/></svg>`:                   "shadow",
		box + `<image href="data:image/png;base64,AAAA"/></svg>`: "image",
		box + `<rect width="3" height="3" fill="url(#g)"/><linearGradient id="g" x2="1"><stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#000" stop-opacity="0"/></linearGradient></svg>`: "opacities",
	} {
		err := PDF(io.Discard, svg, 1, About{})
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", svg, err)
		}
	}
	for _, svg := range []string{"", "<html/>", `<svg viewBox="0 0 0 9"/>`, `<svg viewBox="0 0 1e9 1"/>`, `<svg/>`} {
		if err := PDF(io.Discard, svg, 1, About{}); err == nil {
			t.Errorf("%q was written", svg)
		}
	}
}

// An image that says it is enormous is refused by its header.
func TestImageOfNoSize(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	header := b.Bytes()
	copy(header[16:24], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65536 x 65536; the checksum comes after
	if _, err := decodeImage(header); !errors.Is(err, ErrUnsupported) {
		t.Errorf("%v", err)
	}
}

// poppler runs a program of poppler-utils on a file.
func poppler(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed (package poppler-utils), and nothing else here reads PDF", program)
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

// Another program reads the file and draws what Draw draws.
func TestPDFIsThePicture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdfOf(t, everything, 0.72), 0o600); err != nil {
		t.Fatal(err)
	}
	if text := poppler(t, "pdftotext", path, "-"); !strings.Contains(text, "AVATAR α ≤ K★") ||
		!strings.Contains(text, "turned") {
		t.Errorf("its text is %q", text)
	}
	for i, line := range strings.Split(strings.TrimSpace(poppler(t, "pdffonts", path)), "\n") {
		if i >= 2 && !regexp.MustCompile(`Identity-H +yes (yes|no) +yes`).MatchString(line) {
			t.Errorf("a font is not in the file, or its letters have no names: %s", line)
		}
	}
	poppler(t, "pdftoppm", "-r", "200", "-png", "-singlefile", path, path) // 200/72 * 0.72 = 2 pixels to a unit
	file, err := os.Open(path + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Draw(everything, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Fatalf("%v, want %v", got.Bounds(), want.Bounds())
	}
	if far := farApart(got, want); far > 0.01 {
		t.Errorf("%.2f%% of the pixels differ", 100*far)
	}
}

// farApart is the share of pixels that differ by more than an edge drawn otherwise does.
func farApart(a, b image.Image) float64 {
	count, size := 0, a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			most := 0.0
			for _, pair := range [][2]uint8{{p.R, q.R}, {p.G, q.G}, {p.B, q.B}} {
				most = max(most, math.Abs(float64(pair[0])-float64(pair[1])))
			}
			if most > 100 {
				count++
			}
		}
	}
	return float64(count) / float64(size.X*size.Y)
}

// Outlines show what letters show, and say it.
func TestOutlined(t *testing.T) {
	outlined, err := Outlined(everything)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(outlined, "<text") || strings.Contains(outlined, "font-") ||
		!strings.Contains(outlined, `aria-label="AVATAR α ≤ K★"`) {
		t.Errorf("texts are left, or not said:\n%.2000s", outlined)
	}
	want, err := Draw(everything, 2)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Draw(outlined, 2)
	if err != nil {
		t.Fatal(err)
	}
	if far := farApart(got, want); far > 0.001 {
		t.Errorf("%.2f%% of the pixels differ", 100*far)
	}
	for _, svg := range []string{`<svg><text>漢</text></svg>`, `<svg><text><a>b</a></text></svg>`} {
		if _, err := Outlined(svg); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v", svg, err)
		}
	}
	hostile, err := Outlined(`<svg><text fill="&quot;/&gt;&lt;script&gt;">a&lt;/g&gt;&lt;script/&gt;</text></svg>`)
	if err != nil || strings.Contains(hostile, "<script") {
		t.Errorf("%v: %s", err, hostile)
	}
}
