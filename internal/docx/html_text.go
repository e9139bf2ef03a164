package docx

import (
	"strings"
)

func (c *converter) start(in look) {
	if c.now != nil {
		return
	}
	c.now = &Paragraph{Style: in.style, RTL: in.blockRTL, Bookmark: c.mark, KeepNext: in.keepNext}
	c.mark = ""
	if in.item != nil {
		item := *in.item
		c.now.Item, in.item.More = &item, true
	}
}

// text adds text to the paragraph. White space is as a browser shows it.
func (c *converter) text(text string, in look) {
	if in.preformatted {
		for i, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
			c.start(in)
			c.add(line, in)
			if i > 0 {
				c.now.Runs[len(c.now.Runs)-1].Break = true
			}
		}
		return
	}
	text = withoutIsolates(text, in.rtl)
	if in.lines && strings.Contains(text, "\n") {
		in.lines = false
		for i, line := range strings.Split(text, "\n") {
			if i > 0 && c.now != nil && len(c.now.Runs) > 0 {
				c.now.Runs = append(c.now.Runs, Run{Break: true})
			}
			c.text(line, in)
		}
		return
	}
	words := strings.FieldsFunc(text, isSpace)
	if len(words) == 0 {
		if text != "" && c.now != nil && !c.endsInSpace() {
			c.add(" ", in)
		}
		return
	}
	c.start(in)
	shown := strings.Join(words, " ")
	if isSpace(rune(text[0])) && len(c.now.Runs) > 0 && !c.endsInSpace() {
		shown = " " + shown
	}
	if isSpace(rune(text[len(text)-1])) {
		shown += " "
	}
	c.add(shown, in)
}

// isSpace reports whether a browser collapses r. Spaces that do not break a line are kept.
func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

func (c *converter) endsInSpace() bool {
	if len(c.now.Runs) == 0 {
		return true
	}
	last := &c.now.Runs[len(c.now.Runs)-1]
	return strings.HasSuffix(last.Text, " ") || last.Break && last.Text == ""
}

// add adds a run, or adds to the last one if that looks the same.
func (c *converter) add(text string, in look) {
	r := in.run
	r.Text = text
	if in.lang != c.docLang {
		r.Lang = in.lang
	}
	if n := len(c.now.Runs); n > 0 {
		last := c.now.Runs[n-1]
		before := last.Text
		last.Text, r.Text = "", ""
		if last == r {
			c.now.Runs[n-1].Text = before + text
			return
		}
		r.Text = text
	}
	c.now.Runs = append(c.now.Runs, r)
}

// flush ends the paragraph. One without text is left out.
func (c *converter) flush() {
	p := c.now
	c.now = nil
	if p == nil {
		return
	}
	for n := len(p.Runs); n > 0; n = len(p.Runs) {
		last := &p.Runs[n-1]
		if last.Text = strings.TrimRight(last.Text, " "); last.Text != "" || last.Image != nil {
			break
		}
		p.Runs = p.Runs[:n-1]
	}
	if strings.Trim(plain(p.Runs), mark(false)+mark(true)+" ") != "" {
		c.blocks = append(c.blocks, p)
	}
}
