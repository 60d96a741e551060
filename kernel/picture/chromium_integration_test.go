package picture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/render/rendertest"
)

// picturesVariable names a folder for the pictures that .ci/browser compares.
const picturesVariable = "DIVERSITY_PICTURES"

// TestIntegrationWritePictures writes a figure of every kind as SVG and as PNG, light and dark, for a browser to draw the former
// and to be compared with the latter.
func TestIntegrationWritePictures(t *testing.T) {
	folder := os.Getenv(picturesVariable)
	if folder == "" {
		t.Skipf("%s names no folder; .ci/browser/run sets it", picturesVariable)
	}
	for name, f := range rendertest.Figures(t) {
		file := strings.NewReplacer(" ", "-", ",", "", "*", "").Replace(name)
		for _, background := range []Background{White, Dark} {
			for _, extension := range []string{".svg", ".png"} {
				path := filepath.Join(folder, file+"-"+string(background)+extension)
				if err := Save(f, path, Options{Background: background, Scale: 1}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}
