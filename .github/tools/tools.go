//go:build tools

// Package tools names actionlint as a dependency, so that Dependabot updates its version in go.mod.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
