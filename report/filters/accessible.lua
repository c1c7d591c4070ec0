-- What Pandoc leaves out of tables and figures: header scopes, row headers, and a box of their own in which
-- something wide can be scrolled on a narrow screen, by keyboard too. Quarto and Pandoc both run this filter.

local stringify = pandoc.utils.stringify
local heading = ""

local function scrolled(blocks, class, caption)
  local label = stringify(caption)
  -- A list of pairs: the attributes of a Lua table come out in another order each time.
  local attributes = { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label ~= "" and label or heading } }
  return pandoc.Div(blocks, pandoc.Attr("", { class }, attributes))
end

local filter = { traverse = "topdown" }

function filter.Header(element)
  heading = stringify(element)
end

function filter.Table(element)
  for index, spec in ipairs(element.colspecs) do
    element.colspecs[index] = { spec[1], nil }
  end
  for _, row in ipairs(element.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.attr.attributes["scope"] = "col"
    end
  end
  for _, body in ipairs(element.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do
      row.cells[1].attr.attributes["scope"] = "row"
    end
  end
  return scrolled({ element }, "table-scroll", element.caption.long), false
end

function filter.Figure(element)
  element.content = { scrolled(element.content, "plot-scroll", element.caption.long) }
  element.classes:insert("plot-figure")
  return element
end

function filter.Image(element)
  if FORMAT:match("html") then
    element.attributes["fig-alt"] = nil
  end
  return element
end

return { filter }
