package rendertest

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// Texts reads a picture as XML, which it must be, and returns its texts and the names of its elements.
func Texts(t testing.TB, picture string) (text string, elements []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return text, elements
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, picture)
		}
		switch token := token.(type) {
		case xml.CharData:
			text += string(token)
		case xml.StartElement:
			elements = append(elements, token.Name.Local)
		}
	}
}
