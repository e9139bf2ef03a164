package page

import (
	"html/template"
	"text/template/parse"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// bound is the template of a page in one language.
type bound struct {
	*template.Template
	main string // the language of its main part, where that is another
}

// mainIn is the language of the main part of t in the language of words: "en"
// if most of what t itself says has no translation, and "" otherwise. So a page
// that nobody has translated yet is English, and says so to who hears it.
func mainIn(t *template.Template, words *locale.Printer) string {
	said, known := 0, 0
	for _, one := range t.Templates() {
		if one.Tree == nil || parts().Lookup(one.Name()) != nil && one.Name() != "title" && one.Name() != "main" {
			continue
		}
		for _, message := range messages(one.Tree.Root) {
			said++
			if words.Knows(message) {
				known++
			}
		}
	}
	if words.Lang() == "en" || 2*known > said {
		return ""
	}
	if words.Knows("") { // a pseudo-language knows everything
		return ""
	}
	return "en"
}

// messages are the English sentences that a template says.
func messages(n parse.Node) (all []string) {
	branch := func(b *parse.BranchNode) {
		all = append(all, messages(b.Pipe)...)
		all = append(all, messages(b.List)...)
		if b.ElseList != nil {
			all = append(all, messages(b.ElseList)...)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, one := range n.Nodes {
			all = append(all, messages(one)...)
		}
	case *parse.ActionNode:
		return messages(n.Pipe)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			all = append(all, inCommand(c)...)
		}
	}
	return all
}

// inCommand is the sentence of {{t "…"}}, and the plural of {{tn .N "…" "…"}}.
func inCommand(c *parse.CommandNode) (all []string) {
	var texts []string
	for _, arg := range c.Args {
		switch arg := arg.(type) {
		case *parse.StringNode:
			texts = append(texts, arg.Text)
		case *parse.PipeNode:
			all = append(all, messages(arg)...)
		}
	}
	name, ok := c.Args[0].(*parse.IdentifierNode)
	switch {
	case !ok:
	case (name.Ident == "t" || name.Ident == "tlink" || name.Ident == "tstrong" || name.Ident == "tquote") && len(texts) > 0:
		all = append(all, texts[0])
	case name.Ident == "tn" && len(texts) > 1:
		all = append(all, texts[1])
	}
	return all
}
