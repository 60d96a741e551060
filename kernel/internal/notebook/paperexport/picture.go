package paperexport

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif"  // decoded as JPEG and PNG are
	_ "image/jpeg" // formats of pictures that are carried
	_ "image/png"
	"net/url"
	"path/filepath"
	"strings"

	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

const mostPicture = 32 << 20 // bytes

// picture carries a picture of the notebook's text: one that is attached to the cell, or a PNG, JPEG or GIF below the
// notebook's folder. It returns the file's path in the project, "" for one that is left out.
func (p *project) picture(c ipynb.Cell, target string) string {
	content, err := p.pictureContent(c, target)
	if err == nil {
		var format string
		if _, format, err = image.DecodeConfig(bytes.NewReader(content)); err == nil {
			p.pictures++
			name := fmt.Sprintf("pictures/%02d.%s", p.pictures, format)
			p.Files[name] = content
			return name
		}
	}
	p.note("a picture of the text is left out: %v", err)
	return ""
}

func (p *project) pictureContent(c ipynb.Cell, target string) ([]byte, error) {
	if name, ok := strings.CutPrefix(target, "attachment:"); ok {
		forms, _ := c.Attachments[name].(map[string]any)
		for _, form := range forms {
			if text, ok := form.(string); ok && len(text) < 2*mostPicture {
				return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
			}
		}
		return nil, fmt.Errorf("no attachment of the name %.60q", name)
	}
	path, err := url.PathUnescape(target)
	if err != nil {
		return nil, err
	}
	if path = filepath.FromSlash(path); !filepath.IsLocal(path) || strings.Contains(path, ":") {
		return nil, fmt.Errorf("%.60q is not below the notebook's folder", target)
	}
	whole, err := filepath.EvalSymlinks(filepath.Join(p.folder, path))
	if err != nil {
		return nil, fmt.Errorf("%.60q cannot be read", target)
	}
	base, err := filepath.EvalSymlinks(p.folder)
	if err != nil {
		return nil, err
	}
	if inside, err := filepath.Rel(base, whole); err != nil || !filepath.IsLocal(inside) {
		return nil, fmt.Errorf("%.60q leads out of the notebook's folder", target)
	}
	return files.Read(whole, mostPicture)
}
