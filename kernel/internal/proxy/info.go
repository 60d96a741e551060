package proxy

import (
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"tradeoff/kernel/internal/jupyter/wire"
)

// kernelInfo is the content of a kernel_info_reply.
func kernelInfo(version string) map[string]any {
	link := func(text, url string) map[string]string { return map[string]string{"text": text, "url": url} }
	return map[string]any{
		"status": "ok", "protocol_version": wire.Version, "implementation": "diversity", "implementation_version": version,
		"language_info": kernelspec.LanguageInfo(),
		"banner": "Go (diversity): Go by gonb, with this library's packages in reach without an import line.\n" +
			"Statements run as they are, the value of a last expression is shown, variables live from cell to cell.\n" +
			"%who lists them, %stale the cells that used what has changed since, %help the other commands.\n",
		"help_links": []map[string]string{
			link("Go", "https://go.dev/doc/"), link("Go packages", "https://pkg.go.dev/"),
			link("gonb", "https://github.com/janpfeifer/gonb"), link("GoMLX", "https://gomlx.github.io/gomlx/"),
		},
		"debugger": false,
	}
}
