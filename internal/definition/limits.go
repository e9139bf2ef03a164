package definition

import (
	"bytes"
	"errors"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a definition file, far above what a definition needs. The parser takes memory
// in proportion to the nodes times their depth, and time in proportion to the square of the
// settings in one place, so both are checked on the tokens before it runs.
const (
	MaxFileBytes = 512 << 10
	maxDepth     = 40   // lists and settings within each other
	maxSettings  = 1000 // settings or entries without a value in one place
	maxTokens    = 100_000
)

// parsing lets one file be parsed at a time, so that many uploads together take no more
// memory than one.
var parsing = make(chan struct{}, 1)

// parseTree parses a file. If it cannot, it returns the place of the mistake and a sentence
// about it. It gives up when done is closed; nil never is.
func parseTree(done <-chan struct{}, data []byte) (file *ast.File, at Position, mistake string) {
	if len(data) > MaxFileBytes {
		return nil, at, "The file must be 512 kB or smaller. Split it into several files."
	}
	if line := tooManyMarks(data); line > 0 {
		return nil, Position{Line: line}, "There are too many brackets, quotation marks or dashes here."
	}
	select {
	case parsing <- struct{}{}:
		defer func() { <-parsing }()
	case <-done:
		return nil, at, "The upload was cancelled."
	}
	tokens := lexer.Tokenize(string(data))
	if line, mistake := checkTokens(tokens); mistake != "" {
		return nil, Position{Line: line}, mistake
	}
	select {
	case <-done:
		return nil, at, "The upload was cancelled."
	default:
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		// Error, without which GetMessage does, draws the source around each mistake, which
		// for one long line takes gigabytes.
		say := "it is damaged"
		if bad, ok := errors.AsType[yaml.Error](err); ok {
			say = bad.GetMessage()
			if t := bad.GetToken(); t != nil {
				at = Position{t.Position.Line, t.Position.Column}
			}
		}
		return nil, at, "This cannot be read as YAML: " + say + "."
	}
	return file, at, ""
}

// place is a list or a set of settings that has begun and not ended.
type place struct {
	column int // of its entries; 0 in brackets
	count  int // settings in it
}

// checkTokens returns the line on which a limit is exceeded and a sentence about it, or "".
func checkTokens(tokens token.Tokens) (line int, mistake string) {
	if len(tokens) > maxTokens {
		return tokens[maxTokens].Position.Line, "The file is too long. Split it into several files."
	}
	var open []place
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open = append(open, place{})
		case token.SequenceEndType, token.MappingEndType:
			for len(open) > 0 && open[len(open)-1].column > 0 {
				open = open[:len(open)-1]
			}
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case token.SequenceEntryType:
			open = enter(open, t.Position.Column)
		case token.MappingValueType, token.MappingKeyType:
			column := t.Position.Column
			if t.Type == token.MappingValueType && t.Prev != nil && t.Prev.Position.Line == t.Position.Line {
				column = t.Prev.Position.Column
			}
			open = enter(open, column)
			if top := &open[len(open)-1]; true {
				if top.count++; top.count > maxSettings {
					return t.Position.Line, "There are too many settings in one place here."
				}
			}
		}
		if len(open) > maxDepth {
			return t.Position.Line, "There are too many lists and settings within each other here."
		}
	}
	return 0, ""
}

// enter returns open with the place of an entry at column on top. In brackets, columns mean
// nothing.
func enter(open []place, column int) []place {
	for len(open) > 0 && open[len(open)-1].column > column {
		open = open[:len(open)-1]
	}
	if len(open) > 0 && (open[len(open)-1].column == 0 || open[len(open)-1].column == column) {
		return open
	}
	return append(open, place{column: column})
}

// Limits of a line, for the lexer.
const (
	maxNesting = 200  // open brackets, and dashes at the beginning of a line
	maxMarks   = 5000 // characters of a line that mean something in YAML, without a comma
)

// tooManyMarks returns the line on which a limit is exceeded, or 0. It does not know
// what is within quotation marks, where that many brackets would not be open
// either.
func tooManyMarks(data []byte) (line int) {
	open := 0
	for text := range bytes.Lines(data) {
		line++
		marks, begins := 0, 0
		for i, b := range text {
			switch b {
			case '[', '{':
				open++
			case ']', '}':
				if open > 0 {
					open--
				} else {
					marks++
				}
			case '"', '\'', ':', '&':
				marks++
			case ',':
				marks = 0
			case '-', '?':
				if begins >= 0 && i+1 < len(text) && text[i+1] == ' ' {
					begins++
				}
			}
			if b != '-' && b != '?' && b != ' ' {
				begins = -1 // no longer at the beginning
			}
			if open > maxNesting || begins > maxNesting || marks > maxMarks {
				return line
			}
		}
	}
	return 0
}
