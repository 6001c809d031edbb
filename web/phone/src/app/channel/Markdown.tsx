import MarkdownIt from "markdown-it";
import { Fragment, type ReactNode } from "react";
import "./markdown.css";

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true });

type Token = ReturnType<typeof parser.parse>[number];

/**
 * A post's Markdown as elements. Nothing is ever handed to the page as HTML: the parser's tokens become React
 * elements, only kinds named here have one, only web and mail addresses become links, and pictures become links
 * because loading them would tell their server who reads.
 */
export function Markdown({ text }: { text: string }) {
  return <div className="markdown">{build(parser.parse(text, {}))}</div>;
}

const tags = new Set([
  "p",
  "strong",
  "em",
  "s",
  "ul",
  "ol",
  "li",
  "blockquote",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
]);

type Open = { token: Token | null; children: ReactNode[] };

function build(tokens: Token[]): ReactNode {
  const stack: Open[] = [{ token: null, children: [] }];
  for (const [at, token] of tokens.entries()) {
    if (token.nesting === 1) {
      stack.push({ token, children: [] });
      continue;
    }
    if (token.nesting === -1) {
      const done = stack.pop();
      if (done?.token)
        stack.at(-1)?.children.push(<Fragment key={at}>{block(done.token, done.children)}</Fragment>);
      continue;
    }
    stack.at(-1)?.children.push(<Fragment key={at}>{leaf(token)}</Fragment>);
  }
  return stack[0]?.children;
}

function block(token: Token, children: ReactNode[]): ReactNode {
  if (token.type === "link_open") return link(text(token.attrGet("href")), children);
  if (token.type === "heading_open") return <p className="markdown-heading">{children}</p>;
  if (token.type === "paragraph_open" && token.hidden) return children;
  if (token.tag === "table") {
    return (
      <div className="markdown-table">
        <table>{children}</table>
      </div>
    );
  }
  if (token.tag === "ol") return <ol start={Number(token.attrGet("start") ?? 1)}>{children}</ol>;
  if (!tags.has(token.tag)) return children;
  const Tag = token.tag as "p";
  return <Tag>{children}</Tag>;
}

function leaf(token: Token): ReactNode {
  switch (token.type) {
    case "inline":
      return build(token.children ?? []);
    case "text":
      return mentions(token.content);
    case "code_inline":
      return <code>{token.content}</code>;
    case "fence":
    case "code_block":
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long code scrolls, and only a focused box scrolls by keyboard
      return <pre tabIndex={0}>{token.content.replace(/\n$/, "")}</pre>;
    case "softbreak":
    case "hardbreak":
      return <br />;
    case "hr":
      return <hr />;
    case "image":
      return link(text(token.attrGet("src")), [token.content || token.attrGet("src")]);
    default:
      return token.content;
  }
}

const text = (value: string | number | null) => (value === null ? null : String(value));

function link(href: string | null, children: ReactNode[]): ReactNode {
  if (!href || !/^(https?|mailto):/i.test(href)) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function mentions(text: string): ReactNode {
  const parts = text.split(/(?<![\w@.-])(@[a-z0-9][a-z0-9._-]*)/i);
  if (parts.length === 1) return text;
  return parts.map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <span key={at} className="markdown-mention">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
