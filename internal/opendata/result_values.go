package opendata

import (
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/survey"
)

func (l resultRow) wordingNumber() string {
	if l.wording == 0 {
		return ""
	}
	return strconv.Itoa(l.wording)
}

func (l resultRow) shareValue() string {
	if l.rawCount != nil || l.section == sectionClusters && l.question == nil {
		return string(disclose.NotApplicable)
	}
	return cellAt(l.table.Shares, l.optionIndex)
}

func (l resultRow) countValue() string {
	if l.rawCount != nil {
		return strconv.FormatInt(*l.rawCount, 10)
	}
	return cellAt(l.table.Cells, l.optionIndex)
}

func (l resultRow) offeredValue() string {
	if l.rawCount != nil || l.optionIndex < 0 || l.optionIndex >= len(l.table.Cells) {
		return string(disclose.NotApplicable)
	}
	return l.table.Base(l.optionIndex).String()
}

// tableValue returns the value of a column with a number of people from the table.
func tableValue(get func(disclose.ReleasedTable) disclose.Cell) func(resultRow) string {
	return func(l resultRow) string {
		if l.rawCount != nil {
			return string(disclose.NotApplicable)
		}
		return get(l.table).String()
	}
}

func questionValue(l resultRow, get func() string) string {
	if l.question == nil {
		return ""
	}
	return get()
}

func groupValue(l resultRow, get func(analysis.Group) string) string {
	if l.group == nil {
		return ""
	}
	return get(*l.group)
}

func rowValue(l resultRow, get func() string) string {
	if l.row == nil {
		return ""
	}
	return get()
}

func (l resultRow) optionID() string {
	if l.option == nil {
		return l.key
	}
	return l.option.ID
}

func (l resultRow) optionText() string {
	switch {
	case l.section == sectionChannel:
		return ChannelName(nil, l.key)
	case l.section == sectionEdition:
		return EditionName(nil, l.key)
	case l.option == nil:
		return ""
	}
	return l.option.Text
}

// cellAt returns cell i as text, or the mark for not applicable if there is none.
func cellAt(cells []disclose.Cell, i int) string {
	if i < 0 || i >= len(cells) {
		return string(disclose.NotApplicable)
	}
	return cells[i].String()
}

func (l resultRow) writeInsValue() string {
	if l.option == nil || l.option.WriteIns == nil || l.group != nil {
		return string(disclose.NotApplicable)
	}
	return l.option.WriteIns.String()
}

func (l resultRow) meanValue() string {
	switch {
	case l.option != nil && l.option.Rank != nil:
		return l.option.Rank.Mean.String()
	case l.option != nil && l.option.Amount != nil:
		return l.option.Amount.Mean.String()
	}
	return numberValue(func(n *analysis.Number) disclose.ReleasedMeasure { return n.Mean })(l)
}

func (l resultRow) medianValue() string {
	if l.option != nil && l.option.Amount != nil {
		return l.option.Amount.Median.String()
	}
	return numberValue(func(n *analysis.Number) disclose.ReleasedMeasure { return n.Median })(l)
}

func (l resultRow) bordaValue() string {
	if l.option == nil || l.option.Rank == nil {
		return string(disclose.NotApplicable)
	}
	return l.option.Rank.Borda.String()
}

func numberValue(get func(*analysis.Number) disclose.ReleasedMeasure) func(resultRow) string {
	return func(l resultRow) string {
		if l.question == nil || l.question.Number == nil || l.option != nil && l.option.ID != survey.Typed {
			return string(disclose.NotApplicable)
		}
		return get(l.question.Number).String()
	}
}
