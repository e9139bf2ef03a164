package page

import (
	"html/template"
	"regexp"
	"strings"
	"text/template/parse"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// inlineMessages replaces what is the same for every reader of a language by its text: messages without arguments, and
// the name and direction of the language. It also writes commas and semicolons between facts as the language does. t is
// the template of one language and must not have been executed yet. A page has dozens of messages, and looking them up
// for each request would be most of its cost.
func inlineMessages(t *template.Template, words *locale.Printer) {
	for _, one := range t.Templates() {
		if one.Tree != nil {
			inlineList(one.Tree.Root, words)
		}
	}
}

// betweenFacts finds a comma or a semicolon that follows what a template fills in, perhaps in an element that ends before it.
var betweenFacts = regexp.MustCompile(`(?:^|</[a-z0-9]+>)[,;] `)

func inlineList(list *parse.ListNode, words *locale.Printer) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if text, ok := inlineAction(n, words); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(escapeHTML(text))}
			}
		case *parse.TextNode:
			n.Text = betweenFacts.ReplaceAllFunc(n.Text, func(found []byte) []byte { return []byte(words.Punctuation(string(found))) })
		case *parse.IfNode:
			inlineList(n.List, words)
			inlineList(n.ElseList, words)
		case *parse.RangeNode:
			inlineList(n.List, words)
			inlineList(n.ElseList, words)
		case *parse.WithNode:
			inlineList(n.List, words)
			inlineList(n.ElseList, words)
		}
	}
}

// inlineAction returns the text of {{t "…"}}, {{forms "…" "…"}} or {{lang}}.
func inlineAction(n *parse.ActionNode, words *locale.Printer) (string, bool) {
	if len(n.Pipe.Decl) > 0 || len(n.Pipe.Cmds) != 1 {
		return "", false
	}
	args := n.Pipe.Cmds[0].Args
	name, ok := args[0].(*parse.IdentifierNode)
	if !ok {
		return "", false
	}
	switch {
	case name.Ident == "t" && len(args) == 2:
		if message, ok := args[1].(*parse.StringNode); ok {
			return words.Say(message.Text), true
		}
	case name.Ident == "forms" && len(args) == 3:
		one, ok1 := args[1].(*parse.StringNode)
		other, ok2 := args[2].(*parse.StringNode)
		if ok1 && ok2 {
			forms, err := pluralForms(words, one.Text, other.Text)
			return forms, err == nil
		}
	case name.Ident == "lang" && len(args) == 1:
		return words.Lang(), true
	}
	return "", false
}

// escapeHTML escapes text as html/template does between tags and in quoted attributes. A test checks that templates
// have no messages elsewhere, such as in scripts or URLs.
func escapeHTML(text string) string {
	return strings.ReplaceAll(template.HTMLEscapeString(text), "+", "&#43;")
}
