// Package contentpolicy tells the browser of a page what it may do.
package contentpolicy

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// Add tells the browser, as the first thing of the page, that it may run this script and no other, and load nothing:
// what a page needs is in it. (Styles cannot be told apart by hash: nbconvert sets them as attributes.)
func Add(page []byte, script string) []byte {
	const attribute = `http-equiv="Content-Security-Policy"`
	sum := sha256.Sum256([]byte(script))
	meta := fmt.Sprintf(`<meta %s content="default-src 'none'; script-src 'sha256-%s'; style-src 'unsafe-inline'; `+
		`img-src data:; font-src data:; media-src data:; base-uri 'none'; form-action 'none'">`, attribute,
		base64.StdEncoding.EncodeToString(sum[:]))
	const head = "<head>"
	at := max(0, bytes.Index(page, []byte(head)))
	if at > 0 {
		at += len(head)
	}
	if bytes.HasPrefix(page[at:], []byte(meta)) {
		return page
	}
	return bytes.Join([][]byte{page[:at], []byte(meta), page[at:]}, nil)
}
