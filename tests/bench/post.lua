-- Sends the lines of a file, "path TAB body TAB address", each once or over and over.
-- Arguments: the file, the status every answer must have, "once" or "again".

local sent = {}

function setup(thread)
  table.insert(sent, thread)
end

function init(args)
  lines, place, bad, ran_out = {}, 0, 0, false
  for line in io.lines(args[1]) do
    local path, body, address = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {
      ["Content-Type"] = "application/x-www-form-urlencoded",
      ["X-Forwarded-For"] = address,
    }
    table.insert(lines, wrk.format("POST", path, headers, body))
  end
  expect, again = tonumber(args[2]), args[3] == "again"
end

function request()
  place = place + 1
  if place > #lines then
    place = 1
    ran_out = not again
  end
  return lines[place]
end

function response(status)
  if status ~= expect then bad = bad + 1 end
end

function done(summary)
  local bad, ran_out = 0, false
  for _, thread in ipairs(sent) do
    bad = bad + thread:get("bad")
    ran_out = ran_out or thread:get("ran_out")
  end
  local errors = summary.errors
  io.write(string.format('\n{"requests": %d, "seconds": %f, "bad": %d, "errors": %d, "ran_out": %s}\n',
    summary.requests, summary.duration / 1e6, bad,
    errors.connect + errors.read + errors.write + errors.timeout, tostring(ran_out)))
end
