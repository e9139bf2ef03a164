package survey

// ProblemKind classifies the problems of forms, for programs with their own messages, such as
// a questionnaire builder.
type ProblemKind string

// The kinds of problem that people can cause in a questionnaire builder. All
// others, which only the author of a JSON file can cause, have the kind "".
const (
	EmptyPage            ProblemKind = "empty-page"
	NothingToAnswer      ProblemKind = "nothing-to-answer"
	InvalidID            ProblemKind = "invalid-id"
	TooManyQuestions     ProblemKind = "too-many-questions" // Limit is the maximum
	TooMuchText          ProblemKind = "too-much-text"      // of all answers together; Limit is the maximum of characters
	MissingText          ProblemKind = "missing-text"
	TooFewOptions        ProblemKind = "too-few-options"  // Limit is the minimum
	TooManyOptions       ProblemKind = "too-many-options" // Limit is the maximum
	MissingRow           ProblemKind = "missing-row"
	TooManyRows          ProblemKind = "too-many-rows"  // Limit is the maximum
	DuplicateText        ProblemKind = "duplicate-text" // Value is the text
	PictureWithoutText   ProblemKind = "picture-without-text"
	PreferNotToSayOption ProblemKind = "prefer-not-to-say-option"

	ConsentOptions    ProblemKind = "consent-options"    // other options than a consent question has
	ConsentMonitoring ProblemKind = "consent-monitoring" // on an equality monitoring page
	SecondConsent     ProblemKind = "second-consent"

	MinOutOfRange       ProblemKind = "min-out-of-range" // Limit is the maximum
	MaxOutOfRange       ProblemKind = "max-out-of-range" // Limit is the maximum
	MinAboveMax         ProblemKind = "min-above-max"
	DecimalsOutOfRange  ProblemKind = "decimals-out-of-range"   // Limit is the maximum
	MaxLengthOutOfRange ProblemKind = "max-length-out-of-range" // Limit is the maximum
	TotalOutOfRange     ProblemKind = "total-out-of-range"
	InvalidUnits        ProblemKind = "invalid-units"
	MissingShape        ProblemKind = "missing-shape"   // Value is the text of the area
	InvalidPattern      ProblemKind = "invalid-pattern" // Value is the pattern
	LeastAboveMost      ProblemKind = "least-above-most"
	InvalidBound        ProblemKind = "invalid-bound" // Questions is the earlier question
	TextTooLong         ProblemKind = "text-too-long" // Limit is the maximum
	DamagedText         ProblemKind = "damaged-text"
	InvalidDateLimit    ProblemKind = "invalid-date-limit"   // Value is the limit
	InvalidNumberLimit  ProblemKind = "invalid-number-limit" // Value is the limit

	RepeatNotAllowed ProblemKind = "repeat-not-allowed"  // of a page of equality questions
	RepeatOutOfRange ProblemKind = "repeat-out-of-range" // Limit is the maximum
	AskedOnce        ProblemKind = "asked-once"          // of a question on a page that is repeated
	RefersToRepeated ProblemKind = "refers-to-repeated"  // Questions is the one that is repeated

	// Problems of CheckEdition. Value is the text of the option or row.
	NotInOriginal       ProblemKind = "not-in-original"
	OptionNotInOriginal ProblemKind = "option-not-in-original"
	OtherKind           ProblemKind = "other-kind"
	OtherMonitoring     ProblemKind = "other-monitoring"
	OtherSettings       ProblemKind = "other-settings"
	OtherRepeat         ProblemKind = "other-repeat"        // Limit is the maximum of the original
	MissingTranslation  ProblemKind = "missing-translation" // of an option or row

	// Problems of conditions. Questions are the questions to which the condition
	// refers.
	IncompleteCondition ProblemKind = "incomplete-condition"
	UnknownQuestion     ProblemKind = "unknown-question"
	RefersToItself      ProblemKind = "refers-to-itself"
	RefersToLater       ProblemKind = "refers-to-later"
	RefersToMonitoring  ProblemKind = "refers-to-monitoring"
	NotOneTest          ProblemKind = "not-one-test"
	IncomparableValue   ProblemKind = "incomparable-value" // Value is the value
	UnknownOption       ProblemKind = "unknown-option"
	UnknownRow          ProblemKind = "unknown-row"
	CountOutOfRange     ProblemKind = "count-out-of-range"
	RefersToPanel       ProblemKind = "refers-to-panel"
	RefersToContact     ProblemKind = "refers-to-contact"
	ConditionCycle      ProblemKind = "condition-cycle" // Questions are the cycle, the first one again at the end
	ContradictoryTests  ProblemKind = "contradictory-tests"
	UnreachablePage     ProblemKind = "unreachable-page"
	UnreachableQuestion ProblemKind = "unreachable-question"
	UnknownNamed        ProblemKind = "unknown-named-condition" // Value is the name
	NamedCircle         ProblemKind = "named-condition-circle"  // Value is the names, with arrows

	// DependsInRandomOrder is a question that depends on another of its page, which is in random
	// order. Questions is the other.
	DependsInRandomOrder ProblemKind = "depends-in-random-order"

	// Problems of wordings. Questions is the question on which the wording depends.
	UnknownQuote       ProblemKind = "unknown-quote"
	CannotBeQuoted     ProblemKind = "cannot-be-quoted"
	SamePage           ProblemKind = "same-page"
	WordingForEveryone ProblemKind = "wording-for-everyone"
	UnreachableWording ProblemKind = "unreachable-wording"
)

// as sets the kind of a problem.
func (p *FormProblem) as(kind ProblemKind) *FormProblem { p.Kind = kind; return p }

// in sets the setting of a problem whose location is a page or a question.
func (p *FormProblem) in(member string) *FormProblem {
	if p.Member == "" {
		p.Member = member
		p.Pointer += "/" + member
	}
	return p
}

// value sets the value that is wrong.
func (p *FormProblem) value(v string) *FormProblem { p.Value = v; return p }

// limit sets the limit that is exceeded.
func (p *FormProblem) limit(n int) *FormProblem { p.Limit = n; return p }

// about adds the IDs of questions to which a condition refers.
func (p *FormProblem) about(ids ...string) *FormProblem {
	p.Questions = append(p.Questions, ids...)
	return p
}
