package picture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"tradeoff/kernel/internal/draw/render/rendertest"
)

// picturesVariable names a folder for the pictures that .ci/browser compares.
const picturesVariable = "DIVERSITY_PICTURES"

// TestIntegrationWritePictures writes a figure of every kind as SVG and as PNG, for a browser to draw the former and to
// be compared with the latter.
func TestIntegrationWritePictures(t *testing.T) {
	folder := os.Getenv(picturesVariable)
	if folder == "" {
		t.Skipf("%s names no folder; .ci/browser/run sets it", picturesVariable)
	}
	for name, f := range rendertest.Figures(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := strings.NewReplacer(" ", "-", ",", "", "*", "").Replace(name)
			for _, extension := range []string{".svg", ".png"} {
				if err := Save(f, filepath.Join(folder, file+extension), Options{Scale: 1}); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
