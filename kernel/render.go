package main

import (
	"context"

	"tradeoff/kernel/internal/render"
)

func renderCommand() command {
	return command{
		name: "render", summary: "draw a figure (for the display of cells)",
		text: `Reads an ECharts option as JSON from standard input and writes the picture as SVG to standard output.`,
		run: func(ctx context.Context, std streams, c command, args []string) error {
			if err := noArguments(c.flags(std), args); err != nil {
				return err
			}
			return render.Serve(ctx, std.in, std.out)
		},
	}
}
