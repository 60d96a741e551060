package raster

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is a node of the document. Its attributes include what its style says.
type element struct {
	name       string
	attributes map[string]string
	children   []*element
	text       string // its own, without that of its children
}

// parse reads a document and finds the elements with an id.
func parse(svg string) (root *element, byID map[string]*element, err error) {
	decoder := xml.NewDecoder(strings.NewReader(svg))
	byID = map[string]*element{}
	top := &element{}
	open := []*element{top}
	for {
		next, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("raster: not SVG: %w", err)
		}
		parent := open[len(open)-1]
		switch next := next.(type) {
		case xml.StartElement:
			child := newElement(next)
			parent.children = append(parent.children, child)
			open = append(open, child)
			byID[child.attributes["id"]] = child
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			parent.text += string(next)
		}
	}
	if len(top.children) != 1 || top.children[0].name != "svg" {
		return nil, nil, errors.New("raster: not SVG: want one element svg")
	}
	return top.children[0], byID, nil
}

func newElement(start xml.StartElement) *element {
	e := &element{name: start.Name.Local, attributes: map[string]string{}}
	for _, a := range start.Attr {
		e.attributes[a.Name.Local] = a.Value
	}
	for declaration := range strings.SplitSeq(e.attributes["style"], ";") {
		if name, value, ok := strings.Cut(declaration, ":"); ok {
			e.attributes[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return e
}

// numberOr reads a length in pixels.
func (e *element) numberOr(name string, otherwise float64) (float64, error) {
	text, ok := e.attributes[name]
	if !ok {
		return otherwise, nil
	}
	numbers, err := parseNumbers(strings.TrimSuffix(text, "px"))
	if err == nil && len(numbers) != 1 {
		err = fmt.Errorf("%w: %q", ErrUnsupported, text)
	}
	if err != nil {
		return 0, fmt.Errorf("%s of %s: %w", name, e.name, err)
	}
	return numbers[0], nil
}

// numbers reads several lengths, those that are missing as 0.
func (e *element) numbers(names ...string) ([]float64, error) {
	values := make([]float64, len(names))
	for i, name := range names {
		var err error
		if values[i], err = e.numberOr(name, 0); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// reference is the element that url(#id) names.
func reference(url string, byID map[string]*element) (*element, error) {
	id := strings.TrimSuffix(strings.TrimPrefix(url, "url(#"), ")")
	if found, ok := byID[id]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("%w: %s names nothing", ErrUnsupported, url)
}
